//! Policies of any size for measurements: realistic in shape, the same in every run.
//!
//! A site has some 31 lines and 11 rules. Of the rules a fifth overlap others; a fifth of the sites speak IPv6 too; zones
//! are nested; every tenth site has an external partner; rules come from profiles too; 25 sites share a file.

use std::fmt::Write;

/// Sites in one file.
const SITES_PER_FILE: usize = 25;

/// Lines of one site, about.
const LINES_PER_SITE: usize = 31;

/// The files of a policy of about this many lines. The first is the one to check.
pub(crate) fn files(lines: usize) -> Vec<(String, String)> {
    let sites = (lines / LINES_PER_SITE).max(1);
    let parts = sites.div_ceil(SITES_PER_FILE);
    let mut all =
        vec![("policy.expol".to_owned(), String::new()), ("library.expol".to_owned(), LIBRARY.to_owned())];
    let mut main = String::from("//! A generated policy.\nuse \"library.expol\" as lib\n");
    for part in 0..parts {
        let _ = writeln!(main, "use \"sites/part{part}.expol\" as part{part}");
        let mut text = String::from("use std.net\nuse \"../library.expol\" as lib\n\n");
        for site in (part * SITES_PER_FILE..sites).take(SITES_PER_FILE) {
            site_text(&mut text, site);
        }
        all.push((format!("sites/part{part}.expol"), text));
    }
    all[0].1 = main;
    all
}

const LIBRARY: &str = "\
use std.net

/// Answers clients.
role web
/// Keeps the data.
role store(port: ports = 5432)
/// Watches everything.
role monitor

/// What every site permits.
profile site(from: endpoints, front: servers, back: servers) {
  allow front-of-site: from -> front on net.https
  allow back-of-site: front -> back on tcp 5432
  must front -> back on tcp 5432
}

allow watching: monitor -> web, store on net.snmp
never no-outside-store: internet -> store on any
";

fn site_text(text: &mut String, site: usize) {
    let (a, b) = (site / 256, site % 256);
    let v6 = site.is_multiple_of(5);
    let own = |v4: String, v6_text: String| if v6 { format!("{v4}, {v6_text}") } else { v4 };
    let lan = own(format!("10.{a}.{b}.0/25"), format!("fd00:{site:x}:0:1::/64"));
    let servers = own(format!("10.{a}.{b}.128/25"), format!("fd00:{site:x}:0:2::/64"));
    let whole = own(format!("10.{a}.{b}.0/24"), format!("fd00:{site:x}::/48"));
    let address =
        |host: usize| own(format!("10.{a}.{b}.{}", 130 + host), format!("fd00:{site:x}:0:2::{host:x}"));
    let port = 8000 + site % 1000;
    let _ = write!(
        text,
        "// ---------------------------------------------------------------- site {site}
zone s{site} {{ {whole} }}
zone s{site}-lan in s{site} {{ {lan} }}
zone s{site}-servers in s{site} {{ {servers} }}

server s{site}-web in s{site}-servers {{ address {}  role lib.web }}
server s{site}-db in s{site}-servers {{ address {}  role lib.store(port: {port}) }}
server s{site}-mon in s{site}-servers {{ address {}  role lib.monitor }}
server s{site}-file in s{site}-servers {{ address {} }}

group s{site}-all {{ s{site}-web, s{site}-db, s{site}-file }}
service s{site}-app {{ tcp {port} }}

apply lib.site(from: s{site}-lan, front: s{site}-web, back: s{site}-db)

/// The application talks to its store.
allow app: s{site}-web -> s{site}-db on s{site}-app {{
  because \"orders of site {site}\"
  owner   \"site {site}\"
  ticket  \"CHG-{site}\"
}}
allow s{site}-lan -> s{site}-file on net.smb
allow s{site}-lan -> s{site}-servers on net.https
allow s{site}-lan -> s{site}-web on net.http, net.https
allow s{site}-mon -> s{site}-all on net.ssh, icmp
allow internet -> s{site}-web on net.https
allow s{site}-servers -> internet on net.ntp, net.dns
deny s{site}-lan -> s{site}-db on net.https {{ because \"only the application asks the store\" }}
never s{site}-lan -> s{site}-db on net.ssh
must s{site}-lan -> s{site}-web on net.https
",
        address(0),
        address(1),
        address(2),
        address(3)
    );
    if site.is_multiple_of(10) {
        let _ = writeln!(text, "zone partner{site} external\nallow partner{site} -> s{site}-web on tcp 8443");
    }
    text.push('\n');
}
