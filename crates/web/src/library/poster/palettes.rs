//! The colours of generated posters.

/// Five colours that go together.
pub struct Palette {
    /// Behind the drawing.
    pub sky: &'static str,
    /// Behind the title.
    pub base: &'static str,
    /// The drawing's first colour.
    pub main: &'static str,
    /// The drawing's second colour.
    pub accent: &'static str,
    /// Whether the title is written in dark ink.
    pub dark_ink: bool,
}

const fn palette(colours: [&'static str; 4], dark_ink: bool) -> Palette {
    let [sky, base, main, accent] = colours;
    Palette { sky, base, main, accent, dark_ink }
}

/// Each is as different from the others as it can be.
pub const PALETTES: [Palette; 24] = [
    palette(["#2b2350", "#17122e", "#ffb84d", "#8d73ff"], false),
    palette(["#ead9bb", "#f6ecd9", "#d33f2f", "#22303c"], true),
    palette(["#0f6a70", "#083a40", "#ff7f66", "#ffd9a0"], false),
    palette(["#2f6a40", "#143020", "#e8c547", "#a6d99a"], false),
    palette(["#8a2347", "#3d0c1f", "#ff9eb0", "#f2c14e"], false),
    palette(["#47474f", "#131316", "#e9e4d8", "#d81e3a"], false),
    palette(["#8ecae6", "#f4f1e8", "#0b3a53", "#fb8500"], true),
    palette(["#d98940", "#5b2a1e", "#fbe3bd", "#a8321f"], false),
    palette(["#6a329c", "#2a1145", "#ff7fc0", "#86e3ff"], false),
    palette(["#f2d377", "#e9b93a", "#1f2a44", "#c2402a"], true),
    palette(["#76bdb9", "#0e3b4c", "#ffffff", "#f25f5c"], false),
    palette(["#8a8740", "#33321a", "#efe8ae", "#3d3a12"], false),
    palette(["#2a5be0", "#0b1f66", "#ffd23f", "#ff7474"], false),
    palette(["#f2b8b0", "#fbe9e2", "#9c2f4b", "#2f4858"], true),
    palette(["#c3501f", "#4a1706", "#ffc27a", "#7cc4de"], false),
    palette(["#1f4a48", "#0c1c1c", "#6ff0c0", "#f0f0d0"], false),
    palette(["#d94f70", "#54102a", "#ffe3c2", "#2b1b4d"], false),
    palette(["#3f8fb5", "#10344a", "#fff0c9", "#ff8f5a"], false),
    palette(["#dfe6d2", "#eef2e6", "#2f5d50", "#e0663d"], true),
    palette(["#59406b", "#241530", "#f3c6a5", "#d86f6f"], false),
    palette(["#0b0b12", "#1d1d2b", "#ff5d5d", "#4fd3ff"], false),
    palette(["#f7c59f", "#fff1e3", "#3d348b", "#e4572e"], true),
    palette(["#5fa777", "#17402a", "#fdf3c0", "#12352a"], false),
    palette(["#c9c3e8", "#efedfa", "#4b3f8f", "#e8505b"], true),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_title_can_be_read_on_its_poster() {
        for palette in &PALETTES {
            let ink = if palette.dark_ink { "#16131c" } else { "#fffaf0" };
            let ratio = contrast(ink, palette.base);
            assert!(ratio >= 7.0, "{} has {ratio:.1}", palette.base);
        }
    }

    #[test]
    fn every_drawing_stands_out_from_its_sky() {
        for palette in &PALETTES {
            assert!(contrast(palette.main, palette.sky) >= 1.8, "{} on {}", palette.main, palette.sky);
            assert!(contrast(palette.accent, palette.sky) >= 1.3, "{} on {}", palette.accent, palette.sky);
        }
    }
}
