//! What an editor draws: semantic tokens, folds, selections, hints, lenses, links; in every surrounding.

use expolc::ide::{self, TokenKind};
use expolc::text::TextRange;

use super::table::{each_surrounding, with_network};
use super::{file, marked};
use crate::support::{EXAMPLES, Project};

const SOME: &str = "/// Doc.\nallow lbl: $0web -> other.shop on net.https, mail when exists(web) { because \"x\" }\nfor v in other.shop {\n  allow v -> b on tcp v.port\n}";

#[test]
fn semantic_tokens_in_every_surrounding() {
    each_surrounding(&with_network(SOME), &mut |name, db, position| {
        let text = position.file.text(db);
        let found = ide::semantic_tokens(db, position.file, None);
        let has = |word: &str, kind: TokenKind| {
            found.iter().any(|token| token.kind == kind && token.range.slice(text) == word)
        };
        for (word, kind) in [
            ("allow", TokenKind::Keyword),
            ("lbl", TokenKind::Label),
            ("web", TokenKind::Server),
            ("shop", TokenKind::Role),
            ("https", TokenKind::Service),
            ("net", TokenKind::Module),
            ("exists", TokenKind::Function),
            ("v", TokenKind::Variable),
            ("port", TokenKind::Parameter),
            ("a", TokenKind::Zone),
            ("10.0.0.1", TokenKind::Number),
            ("\"x\"", TokenKind::Text),
            ("/// Doc.", TokenKind::Comment),
        ] {
            assert!(has(word, kind), "{name}: {word} as {kind:?}");
        }
        assert!(
            found.iter().any(|token| token.library) && found.iter().any(|token| token.declares),
            "{name}"
        );
        ordered(text, &found, name);
        let part = TextRange::new(position.offset, position.offset + 3);
        let few = ide::semantic_tokens(db, position.file, Some(part));
        assert_eq!(few.iter().map(|token| token.range.slice(text)).collect::<Vec<_>>(), ["web"], "{name}");
    });
}

/// In order, without overlap, each on one line.
fn ordered(text: &str, tokens: &[ide::SemanticToken], name: &str) {
    for pair in tokens.windows(2) {
        assert!(pair[0].range.end <= pair[1].range.start, "{name}: {pair:?}");
    }
    for token in tokens {
        assert!(
            !token.range.is_empty() && !token.range.slice(text).contains(['\n', '\r']),
            "{name}: {token:?}"
        );
    }
}

#[test]
fn tokens_of_the_library_and_the_examples_are_in_order() {
    let mut count = 0;
    for path in EXAMPLES {
        let db = Project::on_disk(path).database();
        for file in db.files() {
            let found = ide::semantic_tokens(&db, *file, None);
            ordered(file.text(&db), &found, file.path(&db).as_str());
            count += found.len();
        }
    }
    println!("{count} tokens");
    assert!(count > 15_000, "{count}");
}

#[test]
fn folds_in_every_surrounding() {
    let text = with_network("// -------- rules\n// one\n// two\nserver s in a {\n  address 10.0.0.7\n}$0");
    each_surrounding(&text, &mut |name, db, position| {
        let text = position.file.text(db);
        let found = ide::folds(db, position.file);
        for (kind, begins) in [
            (ide::FoldKind::Imports, "use std.net"),
            (ide::FoldKind::Comment, "// -------- rules"),
            (ide::FoldKind::Section, "// -------- rules"),
            (ide::FoldKind::Block, "{"),
        ] {
            let is = |fold: &&ide::Fold| fold.kind == kind && fold.range.slice(text).starts_with(begins);
            assert!(found.iter().any(|fold| is(&fold)), "{name}: {kind:?} in {found:?}");
        }
    });
}

#[test]
fn selections_grow() {
    for marked in
        ["allow w$0eb -> b on mail", "allow a -> (b, w$0eb) on mail", "server s in a { address 10.0.$00.7 }"]
    {
        each_surrounding(&with_network(marked), &mut |name, db, position| {
            let found = ide::selections(db, position);
            assert!(found.len() >= 4, "{name}: {marked}: {found:?}");
            for pair in found.windows(2) {
                assert!(pair[1].contains_range(pair[0]) && pair[0].len() < pair[1].len(), "{name}: {pair:?}");
            }
            assert_eq!(found.last().unwrap().len(), position.file.text(db).len() as u32, "{name}");
        });
    }
}

#[test]
fn hints_in_every_surrounding() {
    let text = with_network(
        "profile p(x: endpoints) { allow x -> b on mail }\nallow a -> b on net.https$0\napply p(x: a)",
    );
    each_surrounding(&text, &mut |name, db, position| {
        let whole = TextRange::new(0, position.file.text(db).len() as u32);
        let found = ide::hints(db, position.file, whole);
        let labels: Vec<&str> = found.iter().map(|hint| hint.label.as_str()).collect();
        for wanted in ["tcp 443", "tcp 25", "1 server", "opens 1 flow"] {
            assert!(labels.contains(&wanted), "{name}: {wanted} in {labels:?}");
        }
        let https = found.iter().find(|hint| hint.label == "tcp 443").unwrap();
        assert_eq!(https.offset, position.offset, "{name}");
    });
}

#[test]
fn lenses_say_what_became_of_a_statement() {
    let text = "profile p(x: endpoints) { allow x -> b on mail }\napply p(x: a)\nnever a -> b on net.ssh\nmust a -> b on net.ssh$0\ntest \"t\" {\n  a -> b on mail allowed\n  a -> b on net.ssh denied\n}\nnever a -> b on mail";
    let (db, position) = marked(&[(
        "policy.expol",
        &format!(
            "use std.net\nzone a {{ 10.0.0.0/24 }}\nzone b {{ 10.0.1.0/24 }}\nservice mail {{ tcp 25 }}\n{text}"
        ),
    )]);
    let found = ide::lenses(&db, position.file);
    let titles: Vec<&str> = found.iter().map(|lens| lens.title.as_str()).collect();
    assert_eq!(
        titles,
        ["opens 1 flow", "never: holds", "must: violated", "test: passed (2 lines)", "never: violated"]
    );
    let last = &found[4];
    assert!(last.failed);
    assert_eq!(
        last.places.iter().map(|(file, range)| super::shown(&db, *file, *range)).collect::<Vec<_>>(),
        ["policy.expol: apply p(x: a)"]
    );
}

#[test]
fn lenses_in_every_surrounding() {
    each_surrounding(
        &with_network("never a -> b on mail$0\ntest \"t\" { a -> b on mail denied }"),
        &mut |name, db, position| {
            let titles: Vec<String> =
                ide::lenses(db, position.file).into_iter().map(|lens| lens.title).collect();
            assert!(titles.len() >= 2, "{name}: {titles:?}");
        },
    );
}

#[test]
fn links_in_every_surrounding() {
    let text = with_network(
        "// see https://example.com/a(b), and\nallow a -> b on mail { because \"http://x.example/y.\" }$0",
    );
    each_surrounding(&text, &mut |name, db, position| {
        let found = ide::links(db, position.file);
        let text = position.file.text(db);
        let shown: Vec<&str> = found.iter().map(|link| link.range.slice(text)).collect();
        assert_eq!(
            shown,
            ["std.net", "other.expol", "https://example.com/a(b", "http://x.example/y"],
            "{name}"
        );
    });
    let (db, _) = marked(&[("policy.expol", "$0use std.exchange2013 as ex")]);
    let library = ide::links(&db, file(&db, "std/exchange2013.expol"));
    assert!(!library.is_empty());
}
