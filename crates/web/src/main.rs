//! The browser app's entry.

fn main() {
    web::start();
}
