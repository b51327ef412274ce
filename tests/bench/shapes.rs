//! Policies that nobody writes and somebody may send: shapes that are bad for the exact analysis, of any size.

use std::fmt::Write;

/// A shape and its name.
pub(crate) type Shape = (&'static str, fn(usize) -> String);

/// All shapes. Their sizes are statements, but for `prefixes`, whose size is the prefixes of one zone.
pub(crate) const SHAPES: [Shape; 6] = [
    ("tiles", tiles),
    ("spiral", spiral),
    ("crossing", crossing),
    ("exceptions", exceptions),
    ("staircase", staircase),
    ("prefixes", prefixes),
];

/// Two zones of 65,536 addresses each.
const NETWORK: &str = "zone a { 10.0.0.0/16 }\nzone b { 10.1.0.0/16 }\n";

/// Addresses of a zone.
const WIDTH: usize = 65_536;

/// The files of a policy of this shape. The first is the one to check.
pub(crate) fn files(shape: fn(usize) -> String, size: usize) -> Vec<(String, String)> {
    vec![("policy.expol".to_owned(), shape(size))]
}

fn address(zone: usize, at: usize) -> String {
    format!("10.{zone}.{}.{}", at / 256, at % 256)
}

/// `count` addresses from `first` on, as a range.
fn range(zone: usize, first: usize, count: usize) -> String {
    if count == 1 {
        return address(zone, first);
    }
    format!("{}-{}", address(zone, first), address(zone, first + count - 1))
}

fn side(size: usize) -> usize {
    (1..).take_while(|side| side * side <= size).last().unwrap_or(1)
}

/// A square cut into equal tiles in both dimensions, and one rule about all of it, which they cover together.
fn tiles(size: usize) -> String {
    let side = side(size).min(WIDTH);
    let step = WIDTH / side;
    let mut text =
        format!("{NETWORK}allow {} -> {} on tcp 443\n", range(0, 0, side * step), range(1, 0, side * step));
    for (row, column) in (0..side).flat_map(|row| (0..side).map(move |column| (row, column))) {
        let (from, to) = (range(0, row * step, step), range(1, column * step, step));
        let _ = writeln!(text, "allow {from} -> {to} on tcp 443");
    }
    text
}

/// Rings around each other, four strips each: no straight line cuts the whole without cutting strips.
fn spiral(size: usize) -> String {
    let rings = (size / 4).clamp(1, WIDTH / 2 - 1);
    let whole = 2 * rings;
    let mut text = format!("{NETWORK}allow {} -> {} on tcp 443\n", range(0, 0, whole), range(1, 0, whole));
    for ring in 0..rings {
        let (first, last, long) = (ring, whole - 1 - ring, whole - 1 - 2 * ring);
        let strips = [
            (range(0, first, long), range(1, first, 1)),
            (range(0, last, 1), range(1, first, long)),
            (range(0, first + 1, long), range(1, last, 1)),
            (range(0, first, 1), range(1, first + 1, long)),
        ];
        for (from, to) in strips {
            let _ = writeln!(text, "allow {from} -> {to} on tcp 443");
        }
    }
    text
}

/// Allows and denies of which each meets each other, and none contains another.
fn crossing(size: usize) -> String {
    let size = size.min(WIDTH / 2);
    let mut text = NETWORK.to_owned();
    for at in 0..size {
        let verb = if at % 2 == 0 { "allow" } else { "deny" };
        let (from, to) = (range(0, at, size), range(1, size - at, size));
        let _ = writeln!(text, "{verb} {from} -> {to} on tcp 443");
    }
    text
}

/// One allow and very many denies inside of it: of the lowest addresses first, so that no example is left for long.
fn exceptions(size: usize) -> String {
    let mut text = format!("{NETWORK}allow a -> b on tcp 443\n");
    for at in 0..size {
        let (from, to) = (address(0, at / 16 % WIDTH), address(1, at % 16 + 16 * (at / 16 / WIDTH)));
        let _ = writeln!(text, "deny {from} -> {to} on tcp 443 {{ because \"exception {at}\" }}");
    }
    text
}

/// One allow, and denies that share a corner, each wider than the last and lower.
fn staircase(size: usize) -> String {
    let size = size.min(WIDTH - 1);
    let mut text = format!("{NETWORK}allow a -> b on tcp 443\n");
    for at in 0..size {
        let (from, to) = (range(0, 0, at + 1), range(1, 0, size - at));
        let _ = writeln!(text, "deny {from} -> {to} on tcp 443 {{ because \"step {at}\" }}");
    }
    text
}

/// A zone of very many prefixes that do not touch, and rules about most of it.
fn prefixes(size: usize) -> String {
    let mut text = String::from("zone b { 10.1.0.0/16 }\nzone a {\n");
    for at in 0..size {
        let separator = if at + 1 == size { "" } else { "," };
        let _ =
            writeln!(text, "  172.{}.{}.{}/31{separator}", 16 + at / 16_384 % 16, at / 64 % 256, at % 64 * 4);
    }
    text.push_str("}\n");
    for at in 0..200 {
        let hole = at * size / 200;
        let (third, last) = (hole / 64 % 256, hole % 64 * 4);
        let _ = writeln!(
            text,
            "allow a except 172.{}.{third}.{last}/31 -> b on tcp {}",
            16 + hole / 16_384,
            1000 + at % 20
        );
    }
    let _ = writeln!(text, "deny a -> b on tcp 1000");
    text
}
