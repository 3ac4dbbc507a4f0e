//! A year as a picture: drawn in the browser, in the colours of the page, and saved as a PNG file.

use crate::kit::dates::MONTHS;
use crate::kit::{counts, ratings};
use domain::library::images::SMALL;
use domain::library::ratings::Rating;
use domain::library::statistics::{Highlight, Statistics};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::js_sys::futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement, HtmlElement, HtmlImageElement};

/// Its size in pixels: upright, as it fills a phone.
const WIDTH: u32 = 1080;
const HEIGHT: u32 = 1350;
/// The room at each side.
const MARGIN: f64 = 80.0;
/// How wide what is drawn may be.
const INNER: f64 = 920.0;
/// The films that are named.
const FILMS: usize = 5;

/// Draws the year and hands it to the browser to be saved. None when the browser can't draw or read the drawing.
pub async fn save(year: i16, statistics: &Statistics) -> Option<()> {
    let films = films(statistics);
    let mut posters = Vec::new();
    for film in films {
        posters.push(poster(film).await);
    }
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(WIDTH);
    canvas.set_height(HEIGHT);
    let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    // Only what is in the document has colours.
    canvas.set_hidden(true);
    document().body()?.append_child(&canvas).ok()?;
    let drawing = Drawing { canvas, context };
    drawing.header(year, statistics);
    drawing.months(year, statistics);
    drawing.films(films, &posters);
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&drawing.canvas.to_data_url().ok()?);
    link.set_download(&format!("movie-tracker-{year}.png"));
    link.click();
    Some(())
}

/// The films that stand out: the highest rated, or what was watched most often.
fn films(statistics: &Statistics) -> &[Highlight] {
    let all = [&statistics.highest_rated, &statistics.most_watched].into_iter().find(|films| !films.is_empty());
    all.map_or(&[], |films| films.get(..FILMS).unwrap_or(films))
}

/// A film's own poster, if it has one that can be shown.
async fn poster(film: &Highlight) -> Option<HtmlImageElement> {
    let image = HtmlImageElement::new().ok()?;
    image.set_src(&format!("{}{SMALL}", film.movie.poster_url.as_ref()?));
    JsFuture::from(image.decode()).await.ok()?;
    Some(image)
}

struct Drawing {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Drawing {
    /// The title, the numbers and the ground they stand on.
    fn header(&self, year: i16, statistics: &Statistics) {
        self.colour("--ground");
        self.context.fill_rect(0.0, 0.0, WIDTH.into(), HEIGHT.into());
        self.colour("--primary");
        self.context.fill_rect(0.0, 0.0, WIDTH.into(), 12.0);
        self.text(&format!("{year} in films"), (MARGIN, 170.0), "700 88px", "--text", INNER);
        let number = |number: u64, one, many| (counts::grouped(number), if number == 1 { one } else { many });
        let numbers = [
            number(statistics.movies, "film", "films"),
            number(statistics.minutes / 60, "hour", "hours"),
            number(statistics.rewatches, "rewatch", "rewatches"),
        ];
        for (x, (number, unit)) in [MARGIN, MARGIN + 320.0, MARGIN + 640.0].into_iter().zip(numbers) {
            self.text(&number, (x, 320.0), "700 76px", "--primary", 290.0);
            self.text(unit, (x, 366.0), "500 32px", "--muted", 290.0);
        }
        self.text("Movie Tracker", (MARGIN, 1290.0), "600 28px", "--muted", INNER);
    }

    /// The watches by month, as columns.
    fn months(&self, year: i16, statistics: &Statistics) {
        const BOTTOM: f64 = 610.0;
        const HIGHEST: f64 = 160.0;
        let most = statistics.months.iter().map(|month| month.watches).max().unwrap_or(0).max(1);
        let mut x = MARGIN;
        for (name, number) in MONTHS.into_iter().zip(1..) {
            let month = format!("{year:04}-{number:02}");
            let watches = statistics.months.iter().find(|tally| tally.name == month).map_or(0, |tally| tally.watches);
            let height = share(watches, most) * HIGHEST;
            self.colour(if watches > 0 { "--primary" } else { "--raised" });
            self.context.fill_rect(x, BOTTOM - height.max(4.0), 60.0, height.max(4.0));
            self.text(name.get(..3).unwrap_or(name), (x, BOTTOM + 36.0), "500 24px", "--muted", 64.0);
            x += 78.0;
        }
    }

    /// The films that stand out, with their posters and ratings.
    fn films(&self, films: &[Highlight], posters: &[Option<HtmlImageElement>]) {
        let Some(first) = films.first() else { return };
        let title = if first.rating.is_some() { "Highest rated" } else { "Watched most often" };
        self.text(title, (MARGIN, 736.0), "700 40px", "--text", INNER);
        let mut y = 764.0;
        for (film, poster) in films.iter().zip(posters) {
            let start = if let Some(poster) = poster {
                let _ = self.context.draw_image_with_html_image_element_and_dw_and_dh(poster, MARGIN, y, 56.0, 84.0);
                MARGIN + 80.0
            } else {
                MARGIN
            };
            let rating = film.rating.and_then(Rating::from_stars).map(Rating::half_stars);
            let mark = rating.map_or_else(
                || counts::watches(film.watches),
                |half_stars| format!("★ {}", ratings::number(half_stars)),
            );
            let color = if rating.is_some() { "--star" } else { "--muted" };
            self.text(&mark, (MARGIN + 770.0, y + 54.0), "600 32px", color, 150.0);
            let year = film.movie.year.map(|year| format!(" ({year})")).unwrap_or_default();
            let title = format!("{}{year}", film.movie.title);
            self.text(&title, (start, y + 54.0), "600 34px", "--text", MARGIN + 740.0 - start);
            y += 96.0;
        }
    }

    /// What is drawn next has a colour of the style sheet.
    fn colour(&self, name: &str) {
        let _ = HtmlElement::style(&self.canvas).set_property("color", &format!("var({name})"));
        self.context.set_fill_style_str(&self.computed("color"));
    }

    fn computed(&self, property: &str) -> String {
        let style = window().get_computed_style(&self.canvas).ok().flatten();
        style.and_then(|style| style.get_property_value(property).ok()).unwrap_or_default()
    }

    /// A line of text on its base line; one that is wider than there is room is cut.
    fn text(&self, text: &str, (x, y): (f64, f64), font: &str, colour: &str, room: f64) {
        self.context.set_font(&format!("{font} {}", self.computed("font-family")));
        self.colour(colour);
        let fits = |text: &str| self.context.measure_text(text).is_ok_and(|size| size.width() <= room);
        let mut shown = text.to_owned();
        let mut kept: Vec<char> = text.chars().take(200).collect();
        while !fits(&shown) && !kept.is_empty() {
            kept.pop();
            shown = kept.iter().collect::<String>().trim_end().to_owned() + "…";
        }
        let _ = self.context.fill_text(&shown, x, y);
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.canvas.remove();
    }
}

/// A part of the whole, 0 to 1.
fn share(part: u64, whole: u64) -> f64 {
    // No year has so many watches that this isn't exact.
    f64::from(u32::try_from(part).unwrap_or(u32::MAX)) / f64::from(u32::try_from(whole).unwrap_or(u32::MAX))
}
