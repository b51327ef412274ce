//! Inside brackets: the parameters of the role, profile or function, and which one is being written.

use crate::db::Db;
use crate::hir::{Item, Place, doc};
use crate::syntax::item::Item as Tree;
use crate::syntax::{Lexeme, LexemeKind, docs, lexemes};
use crate::text::TextRange;

use super::definition::item_named;
use super::hover::{inert, parameter_text};
use super::item::{FilePosition, item_at, range_of_place};
use super::keywords;
use super::names::dotted;
use super::phrase::parameters_of;

/// What stands before the brackets, with its parameters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// `publish(from: endpoints, web: flag = on)`
    pub label: String,
    /// What it is for, in Markdown.
    pub documentation: Option<String>,
    /// The parameters in order.
    pub parameters: Vec<SignatureParameter>,
    /// The one that is being written.
    pub active: Option<u32>,
}

/// A parameter of a signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureParameter {
    /// Its bytes in the label.
    pub range: TextRange,
    /// What it is for, in Markdown.
    pub documentation: Option<String>,
}

/// The signature of the innermost call around a position; outside of brackets, the form of the statement.
pub fn signature(db: &dyn Db, position: FilePosition) -> Option<Signature> {
    let item = item_at(db, position)?;
    let start = item.start(db);
    let left = position.file.text(db).get(start as usize..position.offset as usize)?;
    let tokens: Vec<Lexeme> =
        lexemes(left).into_iter().filter(|token| token.kind != LexemeKind::Comment).collect();
    let Some(open) = innermost_open(&tokens, left) else { return of_statement(left, &tokens) };
    let name_start = path_start(left, &tokens, open)?;
    let path =
        TextRange::new(tokens.get(name_start)?.range.start, tokens.get(open)?.range.start).slice(left).trim();
    let inside = tokens.get(open + 1..).unwrap_or_default();
    match item_named(db, position.file, path) {
        Some(callee) => of_callee(db, callee, path, left, inside),
        None => of_function(path, left, inside),
    }
}

/// The last bracket that is open, where a name stands before it.
fn innermost_open(tokens: &[Lexeme], text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().rev() {
        match token.text(text) {
            ")" => depth += 1,
            "(" if depth > 0 => depth -= 1,
            "(" if at > 0 && tokens.get(at - 1)?.kind == LexemeKind::Word => return Some(at),
            "{" | "}" => return None,
            _ => {}
        }
    }
    None
}

fn path_start(text: &str, tokens: &[Lexeme], open: usize) -> Option<usize> {
    (0..open).find(|at| {
        let rest = tokens.get(*at..).unwrap_or_default();
        rest.first().is_some_and(|first| first.kind == LexemeKind::Word) && at + dotted(text, rest) == open
    })
}

fn of_callee(db: &dyn Db, callee: Item<'_>, path: &str, left: &str, inside: &[Lexeme]) -> Option<Signature> {
    let tree = &crate::hir::ast(db, callee).item;
    if !matches!(tree, Tree::Role(_) | Tree::Profile(_)) {
        return None;
    }
    let mut label = format!("{path}(");
    let mut parameters = Vec::new();
    for (at, parameter) in parameters_of(db, callee).iter().enumerate() {
        label.push_str(if at > 0 { ", " } else { "" });
        let from = label.len() as u32;
        let place = Place::new(callee, parameter.name.node);
        label.push_str(&parameter_text(db, place, parameter));
        let start = range_of_place(db, place).range.start as usize;
        let documentation = docs::above(callee.file(db).text(db), start).as_deref().map(inert);
        parameters
            .push(SignatureParameter { range: TextRange::new(from, label.len() as u32), documentation });
    }
    label.push(')');
    let names: Vec<&str> = parameters_of(db, callee).iter().map(|known| known.name.text.as_str()).collect();
    let active = active_argument(left, inside, &names);
    Some(Signature { label, documentation: doc(db, callee).map(inert), parameters, active })
}

/// The argument at the end: by its name, else the first one that is not given.
fn active_argument(left: &str, inside: &[Lexeme], names: &[&str]) -> Option<u32> {
    let at_top = top_level(left, inside);
    let last = at_top.split(|token| token.text(left) == ",").next_back().unwrap_or_default();
    let position = |word: &str| names.iter().position(|name| *name == word).map(|at| at as u32);
    if let [name, colon, ..] = last
        && colon.text(left) == ":"
    {
        return position(name.text(left));
    }
    let given: Vec<&str> =
        at_top.windows(2).filter(|pair| pair[1].text(left) == ":").map(|pair| pair[0].text(left)).collect();
    names.iter().position(|name| !given.contains(name)).map(|at| at as u32)
}

/// The tokens outside of inner brackets.
fn top_level(left: &str, inside: &[Lexeme]) -> Vec<Lexeme> {
    let mut depth = 0;
    let mut found = Vec::new();
    for token in inside {
        match token.text(left) {
            "(" | "{" => depth += 1,
            ")" | "}" => depth -= 1,
            _ if depth == 0 => found.push(*token),
            _ => {}
        }
    }
    found
}

fn with_parts(label: &str, parts: &[&str], active: u32, documentation: Option<&str>) -> Signature {
    let range = |part: &&str| {
        let at = label.find(*part).unwrap_or(0) as u32;
        SignatureParameter { range: TextRange::new(at, at + part.len() as u32), documentation: None }
    };
    Signature {
        label: label.to_owned(),
        documentation: documentation.map(str::to_owned),
        parameters: parts.iter().map(range).collect(),
        active: Some(active),
    }
}

/// The functions of conditions.
fn of_function(name: &str, left: &str, inside: &[Lexeme]) -> Option<Signature> {
    let (label, parts): (&str, &[&str]) = match name {
        "permitted" | "blocked" => ("FROM -> TO on SERVICE", &["FROM", "TO", "SERVICE"]),
        "contains" | "overlaps" => ("A, B", &["A", "B"]),
        "present" => ("LABEL", &["LABEL"]),
        "waived" => ("DIAGNOSTIC or LABEL", &["DIAGNOSTIC or LABEL"]),
        "addressed" | "count" | "empty" | "exists" => ("SET", &["SET"]),
        _ => return None,
    };
    let at_top = top_level(left, inside);
    let active =
        at_top.iter().filter(|token| matches!(token.text(left), "->" | "<->" | "on" | ",")).count() as u32;
    let label = format!("{name}({label})");
    Some(with_parts(&label, parts, active.min(parts.len() as u32 - 1), keywords::explained(name)))
}

/// The form of a statement, by its first word.
fn of_statement(left: &str, tokens: &[Lexeme]) -> Option<Signature> {
    let verbs = ["allow", "alter", "confine", "deny", "intact", "must", "never"];
    let start = tokens.iter().rposition(|token| verbs.contains(&token.text(left)) && token.first_on_line)?;
    let rest = tokens.get(start..)?;
    if rest.iter().any(|token| matches!(token.text(left), "{" | "}")) {
        return None;
    }
    let verb = rest.first()?.text(left);
    let (form, parts): (&str, &[&str]) = match verb {
        "allow" | "deny" => {
            (" LABEL: FROM -> TO on SERVICE when CONDITION", &["FROM", "TO", "SERVICE", "CONDITION"])
        }
        "alter" => (" FROM -> TO on SERVICE by KINDS", &["FROM", "TO", "SERVICE", "KINDS"]),
        "intact" => (
            " FROM -> TO on SERVICE from KINDS else DIAGNOSTIC",
            &["FROM", "TO", "SERVICE", "KINDS", "DIAGNOSTIC"],
        ),
        "confine" => (
            " FROM -> TO on SERVICE to LABELS else DIAGNOSTIC",
            &["FROM", "TO", "SERVICE", "LABELS", "DIAGNOSTIC"],
        ),
        _ => (
            " FROM -> TO on SERVICE when CONDITION else DIAGNOSTIC",
            &["FROM", "TO", "SERVICE", "CONDITION", "DIAGNOSTIC"],
        ),
    };
    let steps = ["->", "<->", "on", "when", "by", "from", "to", "else"];
    let active = rest.iter().filter(|token| steps.contains(&token.text(left))).count() as u32;
    let label = format!("{verb}{form}");
    Some(with_parts(&label, parts, active.min(parts.len() as u32 - 1), keywords::explained(verb)))
}
