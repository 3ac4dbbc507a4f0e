//! The bounded figures as a picture: how much of each bound was used.

use crate::report::{Bounded, Report};
use std::fmt::Write as _;

/// The height of a line.
const LINE: usize = 20;
/// Where the bars begin, and how long one is that reaches its bound.
const BARS: usize = 430;
const BOUND: usize = 240;
/// Bars that are longer are cut off.
const MOST: f64 = 1.5;
/// How wide the picture is.
const WIDTH: usize = 900;

// Its colours follow those of the page that it is in, as far as that tells.
const STYLE: &str = "text { font: 13px system-ui, sans-serif; fill: #1c1f26 } .head { font-weight: 600 }
.ok { fill: #2f855a } .over { fill: #c53030 } .value { font-size: 12px } line { stroke: #1c1f26; stroke-dasharray: 3 3 }
@media (prefers-color-scheme: dark) { text { fill: #e6e8ee } line { stroke: #e6e8ee } .ok { fill: #48bb78 }
.over { fill: #fc8181 } }";

/// Draws a picture (SVG 1.1) of a report's bounded figures.
pub fn draw(report: &Report) -> String {
    let mut lines = String::new();
    let (mut y, mut section) = (LINE, "");
    for (of, name, figure) in report.all_bounded() {
        if of != section {
            section = of;
            y += LINE / 2;
            text(&mut lines, (0.0, y), "head", of);
            y += LINE;
        }
        bar(&mut lines, y, name, figure);
        y += LINE;
    }
    let (line, end) = (BARS + BOUND, y - LINE / 2);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" width=\"{WIDTH}\" height=\"{y}\" \
         role=\"img\" aria-label=\"Each figure by its bound\">\n<style>{STYLE}</style>\n{lines}\
         <line x1=\"{line}\" y1=\"{LINE}\" x2=\"{line}\" y2=\"{end}\"/>\n\
         <text x=\"{line}\" y=\"13\" text-anchor=\"middle\" class=\"value\">bound</text>\n</svg>\n"
    )
}

#[expect(clippy::cast_precision_loss, reason = "a length in pixels")]
fn bar(lines: &mut String, y: usize, name: &str, figure: &Bounded) {
    text(lines, (12.0, y), "", name);
    // A bound of nothing is kept by nothing.
    let part = if figure.bound > 0.0 {
        figure.measured / figure.bound
    } else {
        f64::from(u8::from(figure.measured > 0.0)) * MOST
    };
    let width = part.clamp(0.0, MOST) * BOUND as f64;
    let class = if part <= 1.0 { "ok" } else { "over" };
    let top = y - 11;
    let _ = writeln!(lines, "<rect x=\"{BARS}\" y=\"{top}\" width=\"{width:.1}\" height=\"12\" class=\"{class}\"/>");
    text(lines, (BARS as f64 + width + 6.0, y), "value", &figure.unit.text(figure.measured));
}

fn text(lines: &mut String, (x, y): (f64, usize), class: &str, text: &str) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(lines, "<text x=\"{x:.0}\" y=\"{y}\" class=\"{class}\">{text}</text>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Unit;

    #[test]
    fn each_bounded_figure_has_a_bar_as_long_as_its_part_of_the_bound() {
        let mut report = Report::default();
        report.section("Films & watches");
        report.bounded("a page", (2.5, 5.0), Unit::Times);
        report.bounded("a search", (99.0, 5.0), Unit::Times);
        report.told("a list", "7 ms");
        let picture = draw(&report);
        assert!(picture.contains("Films &amp; watches") && picture.contains("2.50 times"), "{picture}");
        assert!(picture.contains("width=\"120.0\" height=\"12\" class=\"ok\""), "{picture}");
        assert!(picture.contains("width=\"360.0\" height=\"12\" class=\"over\""), "{picture}");
        assert_eq!(picture.matches("<rect").count(), 2);
    }
}
