//! The drawings of generated posters: each fills the sky above a horizon with a few shapes.
//!
//! All numbers are whole: nothing here needs more, and writing fractions costs the page weight.

use super::palettes::Palette;
use std::fmt::Write;

/// What a drawing is made on.
pub struct Canvas {
    shapes: String,
    palette: &'static Palette,
    /// Where the sky ends.
    horizon: i32,
    seed: u32,
}

/// Draws one picture.
type Composition = fn(&mut Canvas);

/// All drawings there are.
pub const COMPOSITIONS: [Composition; 15] =
    [sunset, rings, rays, mountains, skyline, eye, moons, spiral, dots, lenses, stairs, tiles, tunnel, road, projector];

impl Canvas {
    pub fn new(palette: &'static Palette, horizon: i32, seed: u32) -> Self {
        Self { shapes: String::new(), palette, horizon, seed }
    }

    pub fn finish(self) -> String {
        self.shapes
    }

    /// A number from `from` up to, but not, `to`; the next one in the title's own sequence.
    fn pick(&mut self, from: i32, to: i32) -> i32 {
        self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let span = (to - from).unsigned_abs().max(1);
        from + i32::try_from((self.seed >> 12) % span).unwrap_or(0)
    }

    fn middle(&self) -> i32 {
        self.horizon / 2
    }

    fn add(&mut self, shape: std::fmt::Arguments) {
        // Writing into a string can't fail.
        let _ = self.shapes.write_fmt(shape);
    }

    pub fn rectangle(&mut self, x: i32, y: i32, width: i32, height: i32, fill: &str) {
        self.add(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"));
    }

    fn circle(&mut self, x: i32, y: i32, radius: i32, fill: &str) {
        self.add(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\"/>"));
    }

    fn ring(&mut self, x: i32, y: i32, radius: i32, width: i32, colour: &str) {
        self.add(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>"
        ));
    }

    fn path(&mut self, path: &str, fill: &str) {
        self.add(format_args!("<path d=\"{path}\" fill=\"{fill}\"/>"));
    }

    fn stroke(&mut self, path: &str, width: i32, colour: &str) {
        self.add(format_args!("<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>"));
    }
}

fn sunset(c: &mut Canvas) {
    let (p, y, x) = (c.palette, c.middle(), c.pick(70, 130));
    let radius = c.pick(42, 58);
    c.circle(x, y, radius, p.main);
    let (lift, sink) = (c.pick(14, 26), c.pick(8, 18));
    for (index, colour) in [p.accent, p.base].into_iter().enumerate() {
        let top = c.horizon - 34 + if index == 0 { 0 } else { 24 };
        let (up, down) = if index == 0 { (top - lift, top + sink) } else { (top + sink, top - lift) };
        c.path(&format!("M0 {top}Q50 {up} 100 {top}T200 {top}V300H0Z"), colour);
        c.stroke(&format!("M0 {0}Q50 {1} 100 {0}T200 {0}", top + 9, down + 9), 1, p.sky);
    }
}

fn rings(c: &mut Canvas) {
    let (p, x, y) = (c.palette, c.pick(60, 140), c.middle() + c.pick(-8, 12));
    for index in 0..6 {
        let colour = if index % 2 == 0 { p.main } else { p.accent };
        c.ring(x, y, 14 + index * 19, 8, colour);
    }
    c.circle(x, y, 6, p.main);
}

fn rays(c: &mut Canvas) {
    let (p, x, turn) = (c.palette, c.pick(60, 140), c.pick(0, 18));
    let y = c.horizon;
    for index in 0..12 {
        let angle = turn - 90 + index * 18;
        let colour = if index % 2 == 0 { p.main } else { p.accent };
        c.add(format_args!(
            "<path d=\"M{x} {y}l-26 -330h52z\" fill=\"{colour}\" opacity=\".9\" transform=\"rotate({angle} {x} {y})\"/>"
        ));
    }
    c.circle(x, y, 46, p.sky);
    c.circle(x, y, 32, p.main);
}

fn mountains(c: &mut Canvas) {
    let (p, moon) = (c.palette, c.pick(36, 164));
    let radius = c.pick(16, 26);
    c.circle(moon, 48, radius, p.main);
    let base = c.horizon + 2;
    for (colour, height, step) in [(p.accent, 96, 68), (p.main, 62, 56), (p.base, 40, 44)] {
        let mut line = format!("M-40 {base}");
        let mut x = -40 + c.pick(0, 20);
        while x < 240 {
            let top = base - height + c.pick(-14, 26);
            let _ = write!(line, "L{x} {top}L{} {}", x + step / 2, base - height / 3);
            x += step;
        }
        let _ = write!(line, "L260 {base}Z");
        c.path(&line, colour);
    }
}

fn skyline(c: &mut Canvas) {
    let p = c.palette;
    let x = c.pick(40, 160);
    c.circle(x, c.middle() - 20, 34, p.main);
    let mut x = -6;
    while x < 200 {
        let (width, height) = (c.pick(18, 36), c.pick(46, 118));
        let top = c.horizon - height;
        c.rectangle(x, top, width, height + 2, if c.seed.is_multiple_of(3) { p.accent } else { p.base });
        for floor in 0..(height - 14) / 14 {
            if c.pick(0, 3) > 0 {
                let side = if c.pick(0, 2) == 0 { 5 } else { width - 10 };
                c.rectangle(x + side, top + 9 + floor * 14, 5, 6, p.main);
            }
        }
        x += width + 3;
    }
}

fn eye(c: &mut Canvas) {
    let (p, y, look) = (c.palette, c.middle() + 4, c.pick(-18, 19));
    c.path(&format!("M8 {y}Q100 {} 192 {y}Q100 {} 8 {y}Z", y - 104, y + 104), p.main);
    c.circle(100 + look, y, 42, p.accent);
    c.circle(100 + look, y, 24, p.base);
    c.circle(112 + look, y - 12, 7, p.main);
    for index in -2..=2_i32 {
        let (x, tip) = (100 + index * 32, 100 + index * 44);
        let lid = y - 52 + index * index * 7;
        c.stroke(&format!("M{x} {}L{tip} {}", lid - 8, lid - 30), 5, p.accent);
    }
}

fn moons(c: &mut Canvas) {
    let (p, rows) = (c.palette, if c.horizon > 150 { 3 } else { 2 });
    let radius = 22;
    let full = c.pick(0, rows * 3);
    for index in 0..rows * 3 {
        let (x, y) = (42 + index % 3 * 58, 36 + index / 3 * ((c.horizon - 72) / (rows - 1)));
        c.circle(x, y, radius, if index == full { p.main } else { p.accent });
        if index != full {
            // No further than this, or the shadow would fall on the next moon.
            let shift = (index - full).signum() * (5 + (index - full).abs() * 3).min(13);
            c.circle(x + shift, y, radius, p.sky);
        }
    }
}

fn spiral(c: &mut Canvas) {
    let (p, y, turn) = (c.palette, c.middle(), c.pick(0, 360));
    for (colour, offset) in [(p.main, 0), (p.accent, 180)] {
        let mut line = format!("M100 {y}");
        // Half circles, each from one side of the last to the other.
        for index in 1..8 {
            let (radius, end) = (index * 9 - 4, if index % 2 == 0 { index * 9 } else { index * -9 });
            let _ = write!(line, "A{radius} {radius} 0 0 1 {} {y}", 100 + end);
        }
        let angle = turn + offset;
        c.add(format_args!(
            "<path d=\"{line}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"7\" stroke-linecap=\"round\" \
             transform=\"rotate({angle} 100 {y})\"/>"
        ));
    }
}

fn dots(c: &mut Canvas) {
    let (p, from_left) = (c.palette, c.pick(0, 2) == 0);
    let rows = (c.horizon - 8) / 22;
    for row in 0..rows {
        for column in 0..9 {
            let near = if from_left { column } else { 8 - column };
            let radius = (11 - (near + row) * 10 / (rows + 8)).max(1);
            let colour = if (row * 5 + column * 3) % 11 == 0 { p.accent } else { p.main };
            c.circle(12 + column * 22, 16 + row * 22, radius, colour);
        }
    }
}

fn lenses(c: &mut Canvas) {
    let (p, y, tilt) = (c.palette, c.middle() + 2, c.pick(-22, 23));
    c.circle(70, y + tilt, 56, p.main);
    c.circle(132, y - tilt, 56, p.accent);
    c.add(format_args!(
        "<circle cx=\"101\" cy=\"{y}\" r=\"30\" fill=\"{}\"/><circle cx=\"101\" cy=\"{y}\" r=\"12\" fill=\"{}\"/>",
        p.base, p.main
    ));
}

fn stairs(c: &mut Canvas) {
    let (p, mirrored, door) = (c.palette, c.pick(0, 2) == 0, c.pick(5, 7));
    let step = (c.horizon - 40) / 7;
    let x_of = |x: i32, width: i32| if mirrored { 200 - x - width } else { x };
    for index in 0..8 {
        let top = c.horizon - (index + 1) * step;
        let colour = if index % 2 == 0 { p.main } else { p.accent };
        c.rectangle(x_of(index * 25, 26), top, 26, c.horizon - top, colour);
    }
    let top = c.horizon - (door + 1) * step;
    c.circle(x_of(door * 25 - 70, 0), top.max(36), 17, p.main);
}

fn tiles(c: &mut Canvas) {
    let p = c.palette;
    let rows = (c.horizon + 49) / 50;
    for index in 0..rows * 4 {
        let (x, y) = (index % 4 * 50, c.horizon - (index / 4 + 1) * 50);
        let colour = if c.pick(0, 3) == 0 { p.accent } else { p.main };
        match c.pick(0, 6) {
            0 => c.path(&format!("M{x} {y}h50a50 50 0 0 1 -50 50z"), colour),
            1 => c.path(&format!("M{} {}h-50a50 50 0 0 1 50 -50z", x + 50, y + 50), colour),
            2 => c.path(&format!("M{x} {y}l50 50h-50z"), colour),
            3 => c.circle(x + 25, y + 25, 20, colour),
            4 => c.path(&format!("M{x} {y}h50v25h-50z"), colour),
            _ => c.rectangle(x + 18, y + 18, 14, 14, colour),
        }
    }
}

fn tunnel(c: &mut Canvas) {
    let (p, y, turn) = (c.palette, c.middle(), c.pick(4, 11));
    for index in 0..7 {
        let half = 112 - index * 16;
        let colour = match index % 4 {
            0 => p.main,
            2 => p.accent,
            _ => p.sky,
        };
        let (x, y_top, size, angle) = (100 - half, y - half, half * 2, index * turn);
        c.add(format_args!(
            "<rect x=\"{x}\" y=\"{y_top}\" width=\"{size}\" height=\"{size}\" fill=\"{colour}\" \
             transform=\"rotate({angle} 100 {y})\"/>"
        ));
    }
}

fn road(c: &mut Canvas) {
    let (p, x) = (c.palette, c.pick(70, 130));
    let (horizon, far) = (c.horizon, c.middle() + 6);
    c.circle(x, far, c.middle() / 2, p.main);
    c.rectangle(0, far, 200, horizon - far, p.accent);
    c.path(&format!("M{} {far}h8L186 {horizon}H14Z", x - 4), p.base);
    for index in 0..4 {
        let (top, width) = (far + 6 + index * index * 6, 2 + index * 2);
        c.rectangle(x - width / 2 + (100 - x) * index / 5, top, width, 4 + index * 4, p.main);
    }
}

fn projector(c: &mut Canvas) {
    let (p, mirrored) = (c.palette, c.pick(0, 2) == 0);
    let x = if mirrored { 176 } else { 24 };
    let far = 200 - x - if mirrored { 40 } else { -40 };
    let end = c.horizon;
    c.path(&format!("M{x} 40L{far} {end}H{}Z", far + if mirrored { 130 } else { -130 }), p.main);
    c.path(&format!("M{x} 40L{} {end}H{}Z", far - 20, far + if mirrored { 70 } else { -70 }), p.accent);
    c.circle(x, 40, 20, p.base);
    c.ring(x, 40, 12, 4, p.main);
    for index in 0..5 {
        let (dot_x, dot_y) = (c.pick(20, 180), c.pick(70, c.horizon - 8));
        c.circle(dot_x, dot_y, 2 + index % 3, p.base);
    }
}
