//! Pages as HTML: one file without scripts and without anything from elsewhere, which its own policy forbids as well.

use crate::escape;
use crate::page::{Block, Line, Page, Point, Span, Table};

/// A whole document around a body. Its policy lets nothing in but the one style sheet.
#[must_use]
pub fn document(title: &str, style: &str, body: &str) -> String {
    let hash = base64(&sha256(style));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape::html(title)
    )
}

/// The page as the inside of a body.
#[must_use]
pub fn page(page: &Page) -> String {
    let mut out = String::new();
    for block in &page.blocks {
        match block {
            Block::Heading(spans) => out.push_str(&format!("<h2>{}</h2>\n", line(spans))),
            Block::Paragraph(spans) => out.push_str(&format!("<p>{}</p>\n", line(spans))),
            Block::Points(list) => points(&mut out, list),
            Block::Table(own) => table(&mut out, own),
        }
    }
    out
}

fn points(out: &mut String, list: &[Point]) {
    out.push_str("<ul>\n");
    for point in list {
        out.push_str(&format!("<li>{}", line(&point.line)));
        if !point.points.is_empty() {
            points(out, &point.points);
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

fn table(out: &mut String, table: &Table) {
    let head: String =
        table.head.iter().map(|head| format!("<th scope=\"col\">{}</th>", line(head))).collect();
    out.push_str(&format!("<div class=\"scroll\"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"));
    for row in &table.rows {
        let cells: String = row.iter().map(|cell| format!("<td>{}</td>", line(cell))).collect();
        out.push_str(&format!("<tr>{cells}</tr>\n"));
    }
    out.push_str("</tbody>\n</table></div>\n");
}

/// A line as the inside of an element.
pub(crate) fn line(spans: &Line) -> String {
    let one = |span: &Span| match span {
        Span::Words(words) => escape::html(words),
        Span::Count(number) => number.to_string(),
        Span::Foreign(text) => format!("<code>{}</code>", escape::html(text)),
        Span::Good(words) => format!("<strong class=\"good\">{}</strong>", escape::html(words)),
        Span::Bad(words) => format!("<strong class=\"bad\">{}</strong>", escape::html(words)),
        Span::Dim(words) => format!("<span class=\"dim\">{}</span>", escape::html(words)),
    };
    spans.iter().map(one).collect()
}

fn sha256(text: &str) -> Vec<u8> {
    let digest = expol_ir::Digest::of(text.as_bytes());
    let hex = digest.as_str().trim_start_matches("sha256:").as_bytes();
    let nibble = |digit: u8| char::from(digit).to_digit(16).unwrap_or(0) as u8;
    hex.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | nibble(*digit))).collect()
}

/// Base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let index = (bits >> (18 - 6 * at) & 63) as usize;
            out.push(if at <= chunk.len() { char::from(ALPHABET[index]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{base64, sha256};

    #[test]
    fn the_hash_of_a_style_is_what_browsers_compute() {
        assert_eq!(base64(b""), "");
        assert_eq!([base64(b"f"), base64(b"fo"), base64(b"foo")], ["Zg==", "Zm8=", "Zm9v"]);
        assert_eq!(base64(&sha256("")), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
