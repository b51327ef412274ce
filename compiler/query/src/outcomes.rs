//! Results of tests: what a runner reports, whoever ran them.

use serde::Serialize;

use crate::page::{Page, Point, Span, foreign};

/// The version of the JSON form of a [`TestReport`].
pub const TEST_VERSION: &str = "1.0";

/// The results of all policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestReport {
    /// Always `expol-test`.
    pub format: &'static str,
    /// [`TEST_VERSION`].
    pub version: &'static str,
    /// The numbers of tests.
    pub summary: Tally,
    /// The results, policy by policy.
    pub suites: Vec<Suite>,
}

/// Numbers of tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// All.
    pub tests: usize,
    /// Those that passed.
    pub passed: usize,
    /// Those of which a line is decided otherwise.
    pub failed: usize,
    /// Those that an error keeps from being decided.
    pub not_run: usize,
}

/// The tests of one policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suite {
    /// The policy's files.
    pub name: String,
    /// Errors of the policy that no test is about.
    pub errors: usize,
    /// The tests.
    pub cases: Vec<Case>,
}

/// A `test` block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Case {
    /// Its title.
    pub name: String,
    /// The file that it is in.
    pub file: String,
    /// The line of its first flow, counted from 1; 0 where only the document is known.
    pub line: u32,
    /// How many flows it tries.
    pub lines: usize,
    /// How it came out.
    pub outcome: Outcome,
    /// What went wrong.
    pub failures: Vec<TestFailure>,
}

/// A line that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestFailure {
    /// The line in the file, counted from 1.
    pub line: u32,
    /// What is wrong, then notes with a packet.
    pub words: Vec<String>,
}

/// How a test came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// As expected.
    Passed,
    /// An error keeps it from being decided.
    NotRun,
    /// A line is decided otherwise.
    Failed,
}

impl TestReport {
    /// The report of these results.
    #[must_use]
    pub fn new(suites: Vec<Suite>) -> Self {
        let mut summary = Tally::default();
        suites.iter().for_each(|suite| summary.add(suite.tally()));
        Self { format: "expol-test", version: TEST_VERSION, summary, suites }
    }

    /// Whether every test passed.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.summary.passed == self.summary.tests
    }

    /// The report for programs.
    #[must_use]
    pub fn json(&self) -> String {
        crate::json::pretty(self)
    }

    /// The report for people.
    #[must_use]
    pub fn page(&self) -> Page {
        let mut page = Page::default();
        for suite in &self.suites {
            page.heading(vec![foreign(&suite.name)]);
            page.points(suite.cases.iter().map(Case::point).collect());
            if suite.cases.is_empty() {
                page.paragraph(vec![Span::Words("  there is no test")]);
            }
            if suite.errors > 0 {
                let noun = if suite.errors == 1 { " other error" } else { " other errors" };
                let line = vec![
                    Span::Words("  the policy has "),
                    Span::Count(suite.errors),
                    Span::Words(noun),
                    Span::Words(", which `expolc check` shows"),
                ];
                page.paragraph(line);
            }
        }
        let mut line =
            vec![if self.passes() { Span::Good("ok") } else { Span::Bad("FAILED") }, Span::Words(": ")];
        line.extend([
            Span::Count(self.summary.passed),
            Span::Words(" passed, "),
            Span::Count(self.summary.failed),
            Span::Words(" failed"),
        ]);
        if self.summary.not_run > 0 {
            line.extend([Span::Words(", "), Span::Count(self.summary.not_run), Span::Words(" not run")]);
        }
        page.paragraph(line);
        page
    }
}

impl Suite {
    /// The numbers of its tests.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let count = |outcome: Outcome| self.cases.iter().filter(|case| case.outcome == outcome).count();
        Tally {
            tests: self.cases.len(),
            passed: count(Outcome::Passed),
            failed: count(Outcome::Failed),
            not_run: count(Outcome::NotRun),
        }
    }
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.tests += other.tests;
        self.passed += other.passed;
        self.failed += other.failed;
        self.not_run += other.not_run;
    }
}

impl Case {
    fn point(&self) -> Point {
        let mark = match self.outcome {
            Outcome::Passed => Span::Good("pass"),
            Outcome::Failed => Span::Bad("FAIL"),
            Outcome::NotRun => Span::Bad("not run"),
        };
        let noun = if self.lines == 1 { " line)" } else { " lines)" };
        let line = vec![
            mark,
            Span::Words("  "),
            foreign(&self.name),
            Span::Words(" ("),
            Span::Count(self.lines),
            Span::Words(noun),
        ];
        Point { line, points: self.failures.iter().map(|failure| failure.point(&self.file)).collect() }
    }
}

impl TestFailure {
    fn point(&self, file: &str) -> Point {
        let mut words = self.words.iter();
        let mut line = vec![foreign(format!("{file}:{}", self.line)), Span::Words(": ")];
        line.extend(words.next().map(foreign));
        Point { line, points: words.map(|note| Point::of(vec![foreign(note)])).collect() }
    }
}
