//! `expolc init --from`: policies from what administrators export, and what cannot be read, through the real command.

use crate::command::Folder;

const SERVERS: &str = "\"Name\",\"Fqdn\",\"ServerRole\",\"Site\",\"AdminDisplayVersion\"\r\n\
    \"EX01\",\"ex01.corp.example\",\"Mailbox, ClientAccess\",\"corp.example/Configuration/Sites/Rio\",\"Version 15.0 (Build 1497.2)\"\r\n\
    \"EX02\",\"ex02.corp.example\",\"Mailbox, ClientAccess\",\"corp.example/Configuration/Sites/Rio\",\"Version 15.0 (Build 1497.2)\"\r\n\
    \"MBX3\",\"mbx3.corp.example\",\"Mailbox\",\"corp.example/Configuration/Sites/Oslo West\",\"Version 15.0 (Build 1497.2)\"\r\n\
    \"CAS3\",\"cas3.corp.example\",\"ClientAccess\",\"corp.example/Configuration/Sites/Oslo West\",\"Version 15.0 (Build 1497.2)\"\r\n";
const EDGE: &str = "\"EDGE1\",\"edge1.dmz.example\",\"Edge\",\"corp.example/Configuration/Sites/Rio\",\"Version 15.0 (Build 1497.2)\"\r\n";
const CONTROLLERS: &str = "\"Name\",\"HostName\",\"Site\",\"IPv4Address\",\"IPv6Address\",\"IsGlobalCatalog\",\"IsReadOnly\"\r\n\
    \"DC1\",\"dc1.corp.example\",\"Rio\",\"10.1.0.5\",,\"True\",\"False\"\r\n\
    \"DC2\",\"dc2.corp.example\",\"Oslo West\",\"10.2.0.5\",,\"True\",\"False\"\r\n";
const ADDRESSES: &str =
    "# from the adapters\nex01.corp.example 10.1.0.11\n10.1.0.12 ex02\nmbx3 10.2.0.21\ncas3, 10.2.0.22\n";
const ALL: [&str; 7] = ["init", "--from", "servers.csv", "--from", "dcs.csv", "--addresses", "hosts.txt"];

fn folder(servers: impl AsRef<[u8]>) -> Folder {
    let folder = Folder::new();
    folder.write("servers.csv", servers);
    folder.write("dcs.csv", CONTROLLERS);
    folder.write("hosts.txt", ADDRESSES);
    folder
}

fn utf16(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

#[test]
fn servers_controllers_and_addresses_make_a_policy_that_checks_clean() {
    let folder = folder(SERVERS);
    folder.run(&ALL).ends_with(0).says(&["wrote policy.expol: 6 servers", "expolc check policy.expol"]);
    folder.run(&["check", "--deny-warnings", "policy.expol"]).ends_with(0);
    folder.run(&["emit", "policy.expol", "-o", "ir.json"]).ends_with(0);
    let policy = folder.read("policy.expol");
    for part in [
        "zone net-Rio { 10.1.0.0/24 }",
        "/// The servers of the site `Oslo West`. Guessed from their addresses.",
        "server EX01 in net-Rio { address 10.1.0.11  role ex.client-access(eac-restricted: on), ex.mailbox }  // servers.csv:2",
        "ex.domain-controller(global-catalog: on, read-only: off)",
        "group site-Oslo-West { CAS3, DC2, MBX3  role ex.site }",
        "apply ex.mail-in",
    ] {
        assert!(policy.contains(part), "{part}\n{policy}");
    }
    folder.run(&ALL).ends_with(2).says(&["exists already"]);
    assert_eq!(folder.read("policy.expol"), policy);
}

#[test]
fn what_shells_and_spreadsheets_write_gives_the_same_policy() {
    let wanted = folder(SERVERS);
    wanted.run(&ALL).ends_with(0);
    let typed = format!("#TYPE Selected.Some.Type\r\n{SERVERS}");
    let semicolons = SERVERS.replace("\",\"", "\";\"");
    let marked = format!("\u{feff}{SERVERS}");
    let unix = SERVERS.replace('\r', "");
    let wide = utf16(&typed);
    // A line above the heading moves the lines that the comments name.
    let moved = |text: String| {
        (2..7).rev().fold(text, |text, line| {
            text.replace(&format!("servers.csv:{line}\n"), &format!("servers.csv:{}\n", line + 1))
        })
    };
    for (bytes, above) in [
        (typed.as_bytes(), true),
        (semicolons.as_bytes(), false),
        (marked.as_bytes(), false),
        (unix.as_bytes(), false),
        (&wide, true),
    ] {
        let folder = folder(bytes);
        folder.run(&ALL).ends_with(0);
        let text = wanted.read("policy.expol");
        assert_eq!(folder.read("policy.expol"), if above { moved(text) } else { text });
    }
}

#[test]
fn without_addresses_the_policy_says_what_has_to_be_filled_in_and_nothing_is_emitted() {
    let folder = folder(SERVERS);
    let named = ["EX01", "MBX3", "dc-Rio", "dc-Oslo-West"];
    folder.run(&["init", "--from", "servers.csv"]).ends_with(0).says(&named).says(&["placeholder"]);
    let checked = folder.run(&["check", "--limit", "0", "policy.expol"]).ends_with(1);
    checked.says(&["error[policy/address-missing]", "checked 1 policy: 1 error, 1 note"]);
    folder.run(&["emit", "policy.expol"]).ends_with(1);
    // Filled in by hand, it checks.
    let policy = folder.read("policy.expol");
    let filled = (0..6).fold(policy, |text, n| text.replace(&format!("198.18.{n}."), &format!("10.50.{n}.")));
    folder.write("policy.expol", filled.replace("net.benchmarking", "net.link-local"));
    folder.run(&["check", "--deny-warnings", "policy.expol"]).ends_with(0);
}

#[test]
fn an_edge_server_brings_its_zone_its_subscription_and_a_resolver_to_name() {
    let folder = folder(format!("{SERVERS}{EDGE}"));
    folder.write("hosts.txt", format!("{ADDRESSES}edge1.dmz.example 192.0.2.4\n"));
    folder.run(&ALL).ends_with(0).says(&["a placeholder stands there: perimeter-dns"]);
    folder.run(&["check", "policy.expol"]).ends_with(1).says(&["address-missing", "perimeter-dns"]);
    folder.write("hosts.txt", format!("{ADDRESSES}edge1.dmz.example 192.0.2.4\nperimeter-dns 192.0.2.10\n"));
    std::fs::remove_file(folder.path().join("policy.expol")).unwrap();
    folder.run(&ALL).ends_with(0);
    folder.run(&["check", "--deny-warnings", "policy.expol"]).ends_with(0);
    let policy = folder.read("policy.expol");
    for part in [
        "zone perimeter { 192.0.2.0/24  role ex.perimeter }",
        "subscribed-to: site-Rio",
        "apply ex.edge-mail-flow",
    ] {
        assert!(policy.contains(part), "{part}\n{policy}");
    }
    assert!(!policy.contains("ex.mail-in"), "mail arrives at the Edge server");
}

#[test]
fn tables_of_adapters_give_prefixes_and_zones_that_share_a_network_are_kept_apart() {
    let folder = folder(SERVERS);
    let adapters = "PSComputerName,IPAddress,PrefixLength\nex01,10.1.0.11,25\nex01,127.0.0.1,8\nex01,fe80::1%12,64\n\
                    ex02,10.1.0.12,25\nmbx3,10.1.0.21,25\ncas3,10.2.0.22,23\nex01,2001:db8:1::11,64\n";
    folder.write("hosts.txt", adapters);
    folder.run(&ALL).ends_with(0);
    folder.run(&["check", "--deny-warnings", "policy.expol"]).ends_with(0);
    let policy = folder.read("policy.expol");
    assert!(policy.contains("zone net-Oslo-West { 10.1.0.21/32, 10.2.0.0/23 }"), "{policy}");
    assert!(policy.contains("It shares a network with another zone"), "{policy}");
    assert!(policy.contains("address 10.1.0.11, 2001:db8:1::11"), "{policy}");
}

#[test]
fn what_the_library_does_not_know_is_left_out_and_said() {
    let old = "\"OLD1\",\"\",\"Mailbox, HubTransport\",\"x/Rio\",\"Version 14.3 (Build 123.4)\"\r\n";
    let folder = folder(format!("{SERVERS}{old}"));
    folder.write("hosts.txt", format!("{ADDRESSES}printer7 10.9.9.9\n"));
    let said = ["servers.csv:6: `OLD1` of release 2010", "addresses of no server: printer7"];
    folder.run(&ALL).ends_with(0).says(&said);
    let policy = folder.read("policy.expol");
    assert!(policy.contains("//! - servers.csv:6: `OLD1` of release 2010"), "{policy}");
    assert!(!policy.contains("server OLD1"), "{policy}");
}

/// Each with the place, what is wrong and a way out; and nothing is written.
#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let row = |cells: &str| format!("{SERVERS}{cells}\r\n");
    let cases: [(Vec<u8>, &[&str]); 16] = [
        (b"".to_vec(), &["servers.csv is empty"]),
        (b"\"Name\",\"ServerRole\",\"Site\"\r\n".to_vec(), &["a heading and no row"]),
        (b"Host,Role\nx,y\n".to_vec(), &["servers.csv:1:", "`Host`, `Role`", "Get-ExchangeServer"]),
        (b"Name,ServerRole\nx,Mailbox\n".to_vec(), &["servers.csv:1: there is no column `Site`"]),
        (
            row("EX09,,Mailbx,Rio,Version 15.0").into(),
            &["servers.csv:6, column `ServerRole`: `Mailbx`", "`Mailbox`"],
        ),
        (
            row("EX09,,Mailbox,Rio,Version 16.9").into(),
            &["servers.csv:6, column `AdminDisplayVersion`: `Version 16.9`"],
        ),
        (row(",,Mailbox,Rio,Version 15.0").into(), &["servers.csv:6, column `Name`: it is empty"]),
        (
            row("ex01,,Mailbox,Rio,Version 15.0").into(),
            &["servers.csv:6, column `Name`", "servers.csv:2 already"],
        ),
        (row("EX09,Mailbox,Rio").into(), &["servers.csv:6: the row has 3 cells, the heading 5"]),
        (row("EX09,,\"Mailbox,Rio,Version 15.0").into(), &["a quotation mark is opened and never closed"]),
        ([SERVERS.as_bytes(), b"caf\xe9"].concat(), &["begins no UTF-8 character", "-Encoding UTF8"]),
        (utf16(SERVERS)[2..].to_vec(), &["UTF-16 without a byte order mark"]),
        (utf16(SERVERS)[..201].to_vec(), &["no valid UTF-16"]),
        (SERVERS.replace("AdminDisplayVersion", "Site").into(), &["two columns `Site`"]),
        (
            SERVERS
                .replace("Mailbox, ClientAccess", "None")
                .replace("Mailbox", "None")
                .replace("ClientAccess", "None")
                .into(),
            &["no server is left to write", "`EX01`"],
        ),
        (vec![b'x'; 9 << 20], &["servers.csv", "8388608 bytes, the limit"]),
    ];
    for (bytes, words) in cases {
        let folder = folder(&bytes);
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(300)]).into_owned();
        let outcome = folder.run(&["init", "--from", "servers.csv"]);
        assert!(
            outcome.code == Some(2) && words.iter().all(|word| outcome.stderr.contains(word)),
            "{shown}\n{outcome:#?}"
        );
        assert_eq!(folder.names(), ["dcs.csv", "hosts.txt", "servers.csv"], "{shown}");
    }
}

#[test]
fn faulty_addresses_are_refused_with_their_place() {
    let cases: [(&str, &[&str]); 7] = [
        ("ex01 10.1.0.300\n", &["hosts.txt:1: a line has a name and its addresses"]),
        ("ex01\n", &["hosts.txt:1:"]),
        ("\n10.1.0.1\n", &["hosts.txt:2:"]),
        ("ex01 10.1.0.0/24\n", &["hosts.txt:1:"]),
        (
            "Name,IPAddress\nex01,10.1.0.300\n",
            &["hosts.txt:2, column `IPAddress`: `10.1.0.300` is no address"],
        ),
        ("Name,Adapter\nex01,x\n", &["hosts.txt has no column with addresses", "Get-NetIPAddress"]),
        ("ex01 10.1.0.11\nex02 10.1.0.11\n", &["has the address 10.1.0.11, which `EX01`"]),
    ];
    for (text, words) in cases {
        let folder = folder(SERVERS);
        folder.write("hosts.txt", text);
        folder.run(&ALL).ends_with(2).says(words);
        assert!(!folder.names().contains(&"policy.expol".to_owned()), "{text}");
    }
    let folder = folder(SERVERS);
    folder.run(&["init", "--addresses", "hosts.txt"]).ends_with(2).says(&["--from"]);
    folder.run(&["init", "--from", "missing.csv"]).ends_with(2).says(&["missing.csv"]);
    folder.run(&["init", "--from", "."]).ends_with(2).says(&["it is a directory"]);
}

/// A table named on the command line may lie anywhere; what its names hide is spelt out.
#[test]
fn hidden_characters_and_odd_names_cannot_break_the_policy() {
    let elsewhere = folder("");
    let odd = "Name,ServerRole,Site\n\"zone\",\"Mailbox, ClientAccess\",\"a*/ } b\"\n\"1-\u{202e}x\n//\",Mailbox,\"a*/ } b\"\n\
               ex,Mailbox,\"\u{7f}`\"\nEX,ClientAccess,\"\u{7f}`\"\n";
    elsewhere.write("odd.csv", odd.replace("EX,", "ex-2,"));
    let table = elsewhere.path().join("odd.csv").display().to_string();
    let folder = Folder::new();
    folder.run(&["init", "--from", &table]).ends_with(0);
    let found = folder.run(&["check", "--limit", "0", "policy.expol"]);
    assert!(!found.stdout.contains("error[EX0"), "{found:#?}\n{}", folder.read("policy.expol"));
    found.says(&["address-missing"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_table_is_refused_and_not_waited_for() {
    let folder = Folder::new();
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.csv")).status().unwrap();
    assert!(made.success());
    let limit = std::time::Duration::from_secs(20);
    folder
        .run_within(limit, &["init", "--from", "pipe.csv"])
        .ends_with(2)
        .says(&["a device, a pipe or a socket"]);
}

/// Wherever a table is cut off or a byte is lost, there is a policy that parses or a refusal, and never a bug.
#[test]
fn a_damaged_table_never_ends_in_a_bug() {
    let whole = format!("{SERVERS}{EDGE}");
    let mut written = 0;
    for at in (0..whole.len()).step_by(29) {
        for damaged in [whole[..at].to_owned(), format!("{}{}", &whole[..at], &whole[at + 1..])] {
            let folder = folder(&damaged);
            let outcome = folder.run(&ALL);
            assert!(matches!(outcome.code, Some(0 | 2)), "{damaged}\n{outcome:#?}");
            if outcome.code == Some(0) {
                let found = folder.run(&["check", "--limit", "0", "policy.expol"]);
                assert!(!found.stdout.contains("error[EX0"), "{damaged}\n{found:#?}");
                written += 1;
            }
        }
    }
    assert!(written > 5, "only {written} policies were written");
}
