//! A difference is exact: it is compared with what each document says of single packets.

use expol_query::{
    Answer, Axis, ChangeKind, Flow, Gain, MatrixOptions, Reading, Resolved, change, decide, gained, matrix,
    permitted, question, why,
};
use expol_space::{Family, Packet, Product, Region, ServiceSet};

use crate::network::{Network, Random, packets};

#[test]
fn what_is_opened_and_closed_is_what_single_packets_say() {
    let mut random = Random(1);
    let all = packets();
    let (mut opened, mut closed, mut compared) = (0, 0, 0);
    for _ in 0..120 {
        let before = Network::new(&mut random);
        let mut now = before.clone();
        (0..1 + random.below(3)).for_each(|_| now.change(&mut random));
        let (old, new) =
            (Resolved::new(&before.document()).unwrap(), Resolved::new(&now.document()).unwrap());
        let (more, less) = (gained(&old, &new).unwrap(), gained(&new, &old).unwrap());
        // Every seventh packet, from another start each time: all of them in the end.
        for packet in all.iter().skip(random.below(7)).step_by(7) {
            let (was, is) = (decide(&old, packet), decide(&new, packet));
            let wire = !was.within_server && !is.within_server;
            let context = || format!("{packet:?}\n{}\n{}", before.0, now.0);
            assert_eq!(holds(&more, packet), wire && is.allowed && !was.allowed, "{}", context());
            assert_eq!(holds(&less, packet), wire && was.allowed && !is.allowed, "{}", context());
            opened += u32::from(holds(&more, packet));
            closed += u32::from(holds(&less, packet));
            compared += 1;
        }
    }
    assert!(
        compared > 80_000 && opened > 2_000 && closed > 1_000,
        "{compared} compared: {opened} opened, {closed} closed"
    );
}

fn holds(gain: &Gain, packet: &Packet) -> bool {
    gain.parts.iter().any(|part| part.gained.contains(packet))
}

#[test]
fn a_document_does_not_differ_from_itself_and_differences_mirror() {
    let mut random = Random(2);
    let mut traffic = 0;
    for _ in 0..60 {
        let before = Network::new(&mut random);
        let mut now = before.clone();
        now.change(&mut random);
        let (before, now) = (before.document(), now.document());
        let (old, new) = (Reading::new(&before).unwrap(), Reading::new(&now).unwrap());
        let same = change(&old, &old).unwrap();
        assert_eq!((same.kind, same.opened.len(), same.closed.len()), (ChangeKind::Nothing, 0, 0));
        let (there, back) = (change(&old, &new).unwrap(), change(&new, &old).unwrap());
        assert_eq!(there.kind, back.kind);
        assert_eq!((&there.opened, &there.closed), (&back.closed, &back.opened));
        assert_eq!((&there.rules_added, &there.rules_removed), (&back.rules_removed, &back.rules_added));
        traffic += u32::from(there.kind == ChangeKind::Traffic);
    }
    assert!(traffic > 30, "only {traffic} changed anything");
}

/// The flows that people read are asked again: together they are the packets that they were made from.
#[test]
fn flows_in_words_are_exactly_the_packets() {
    let mut random = Random(3);
    let mut told = 0;
    for _ in 0..80 {
        let before = Network::new(&mut random);
        let mut now = before.clone();
        (0..2).for_each(|_| now.change(&mut random));
        let (before, now) = (before.document(), now.document());
        let (old, new) = (Reading::new(&before).unwrap(), Reading::new(&now).unwrap());
        let found = change(&old, &new).unwrap();
        let exact = gained(&old.resolved, &new.resolved).unwrap();
        let mut region = Region::empty();
        for piece in exact.parts.iter().flat_map(|part| part.gained.pieces()) {
            region.union_with(piece).unwrap();
        }
        let mut words = Region::empty();
        for flow in found.opened.iter().flat_map(|moved| &moved.flows) {
            asked(&new, flow).iter().for_each(|product| words.union_with(product).unwrap());
            told += 1;
        }
        assert!(words.subtract_region(&region).unwrap().is_empty(), "words say more: {found:#?}");
        assert!(region.subtract_region(&words).unwrap().is_empty(), "words say less: {found:#?}");
    }
    assert!(told > 100, "only {told} flows were told");
}

/// A flow as it is written, asked as a question. Its names mean the families in which both sides have addresses.
fn asked(reading: &Reading<'_>, flow: &Flow) -> Vec<Product> {
    let bare = Flow { family: None, ..flow.clone() };
    let product = question(reading, &bare.text()).unwrap_or_else(|error| panic!("{error}: {}", flow.text()));
    let families = match flow.family {
        Some("ipv4") => vec![Family::V4],
        Some(_) => vec![Family::V6],
        None => Family::ALL.to_vec(),
    };
    let only = |family: Family| Product { service: product.service.only(family), ..product.clone() };
    families.into_iter().map(only).collect()
}

#[test]
fn why_divides_a_flow_into_what_passes_and_what_does_not() {
    let mut random = Random(4);
    let questions = [
        "lan -> dmz",
        "internet -> web on tcp 443",
        "any -> any on udp 53",
        "app -> front",
        "10.0.0.70, partner -> lan on tcp 40-60",
    ];
    let mut answers = std::collections::BTreeMap::new();
    for _ in 0..60 {
        let document = Network::new(&mut random).document();
        let reading = Reading::new(&document).unwrap();
        for text in questions {
            let flow = question(&reading, text).unwrap();
            let explained = why(&reading, text, &flow).unwrap();
            let region = permitted(&reading.resolved, &flow).unwrap();
            let passes =
                |flows: &[Flow]| flows.iter().flat_map(|flow| asked(&reading, flow)).collect::<Vec<_>>();
            let (yes, no) = (passes(&explained.permitted), passes(&explained.denied));
            for packet in packets().iter().filter(|packet| flow.contains(packet)).step_by(11) {
                let decision = decide(&reading.resolved, packet);
                assert_eq!(
                    yes.iter().any(|it| it.contains(packet)),
                    decision.allowed,
                    "{text} {packet:?} {explained:#?}"
                );
                assert_eq!(
                    no.iter().any(|it| it.contains(packet)),
                    !decision.allowed && !decision.within_server,
                    "{text} {packet:?}"
                );
                let known = explained.rule_ids();
                assert!(
                    decision.rules.iter().all(|id| known.contains(id.as_str())),
                    "{text} {packet:?} {explained:#?}"
                );
            }
            assert_eq!(region.is_empty(), matches!(explained.answer, Answer::Denied | Answer::Nothing));
            *answers.entry(format!("{:?}", explained.answer)).or_insert(0) += 1;
        }
    }
    assert!(
        ["Allowed", "Denied", "Partly"]
            .iter()
            .all(|answer| answers.get(*answer).is_some_and(|count| *count > 5)),
        "{answers:?}"
    );
}

#[test]
fn a_cell_of_the_matrix_is_what_passes_between_its_places() {
    let mut random = Random(5);
    let mut cells = 0;
    for _ in 0..25 {
        let document = Network::new(&mut random).document();
        let reading = Reading::new(&document).unwrap();
        let found = matrix(&reading, &MatrixOptions { by: Axis::Zone, only: Vec::new(), limit: 0 }).unwrap();
        assert_eq!(found.places.len(), document.zones.len());
        for (from, row) in found.places.iter().enumerate() {
            for (to, column) in found.places.iter().enumerate() {
                let whole = question(&reading, &format!("{} -> {}", row.name, column.name)).unwrap();
                let region = permitted(&reading.resolved, &whole).unwrap();
                let cell = found.cell(from, to);
                assert_eq!(cell.is_none(), region.is_empty(), "{} -> {}", row.name, column.name);
                let Some(cell) = cell else { continue };
                let mut told = Region::empty();
                for product in cell.flows.iter().flat_map(|flow| asked(&reading, flow)) {
                    told.union_with(&product).unwrap();
                }
                assert!(
                    told.subtract_region(&region).unwrap().is_empty()
                        && region.subtract_region(&told).unwrap().is_empty(),
                    "{cell:#?}"
                );
                cells += 1;
            }
        }
    }
    assert!(cells > 200, "only {cells} cells");
}

#[test]
fn a_question_that_cannot_be_read_says_why() {
    let document = Network::new(&mut Random(6)).document();
    let reading = Reading::new(&document).unwrap();
    for (text, words) in [
        ("lan", "FROM -> TO"),
        ("lan -> ", "FROM -> TO"),
        ("a -> b -> c", "FROM -> TO"),
        ("lan -> dmz on", "FROM -> TO"),
        ("lam -> dmz", "knows no zone, server, group or role `lam`"),
        ("10.0.0.300 -> dmz", "knows no"),
        ("10.0.0.0/33 -> dmz", "length of the prefix"),
        ("10.0.0.9-10.0.0.1 -> dmz", "runs backwards"),
        ("10.0.0.9-fd00::1 -> dmz", "one family"),
        ("lan -> dmz on tcp 99999", "up to 65535"),
        ("lan -> dmz on tcp 9-1", "up to 65535"),
        ("lan -> dmz on httpx", "knows no service `httpx`"),
        ("lan -> dmz on protocol 256", "up to 255"),
    ] {
        let error = question(&reading, text).unwrap_err().to_string();
        assert!(error.contains(words), "{text}: {error}");
    }
    assert_eq!(question(&reading, "lan -> dmz").unwrap().service, ServiceSet::any());
    assert_eq!(question(&reading, "lan -> dmz on esp").unwrap().service, ServiceSet::protocol(50));
}
