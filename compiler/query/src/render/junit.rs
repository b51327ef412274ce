//! Results of tests as JUnit XML, as servers that build read it.

use crate::escape::xml;
use crate::outcomes::{Case, Outcome, Suite, TestReport};

/// The report as JUnit XML. There are no times in it: the same policy gives the same bytes.
#[must_use]
pub fn junit(report: &TestReport) -> String {
    let total = report.summary;
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"expolc\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
        total.tests, total.failed, total.not_run
    );
    for suite in &report.suites {
        write_suite(&mut out, suite);
    }
    out.push_str("</testsuites>\n");
    out
}

fn write_suite(out: &mut String, suite: &Suite) {
    let tally = suite.tally();
    out.push_str(&format!(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
        xml(&suite.name),
        tally.tests,
        tally.failed,
        tally.not_run
    ));
    for case in &suite.cases {
        write_case(out, case);
    }
    out.push_str("  </testsuite>\n");
}

fn write_case(out: &mut String, case: &Case) {
    let (name, file) = (xml(&case.name), xml(&case.file));
    out.push_str(&format!(
        "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{}\"",
        case.line
    ));
    let element = match case.outcome {
        Outcome::Passed => {
            out.push_str("/>\n");
            return;
        }
        Outcome::Failed => "failure",
        Outcome::NotRun => "error",
    };
    let said: Vec<String> = case
        .failures
        .iter()
        .map(|failure| format!("{file}:{}: {}", failure.line, xml(&failure.words.join("; "))))
        .collect();
    let first = case.failures.first().and_then(|failure| failure.words.first());
    let message = first.map_or_else(String::new, |words| xml(words));
    out.push_str(&format!(
        ">\n      <{element} message=\"{message}\">{}</{element}>\n    </testcase>\n",
        said.join("\n")
    ));
}
