//! Files that people choose, drop or paste.

use leptos::prelude::{document, set_timeout};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::js_sys::Uint8Array;
use web_sys::js_sys::futures::JsFuture;
use web_sys::{
    Blob, ClipboardEvent, DataTransfer, DragEvent, File, FileList, HtmlAnchorElement, HtmlInputElement, Url,
};

/// The file that was chosen in an input, which forgets it: the same one can be chosen again.
pub fn take_chosen(input: &HtmlInputElement) -> Option<File> {
    let file = first(input.files());
    input.set_value("");
    file
}

/// What was dropped: a file, or the address of what was dragged out of another page.
pub enum Dropped {
    /// A file.
    File(File),
    /// An address.
    Address(String),
}

/// What was dropped, if it is a file or has an address. It then doesn't open in place of the page.
pub fn take_dropped(event: &DragEvent) -> Option<Dropped> {
    let data = event.data_transfer()?;
    event.prevent_default();
    first(data.files()).map(Dropped::File).or_else(|| address_of(&data).map(Dropped::Address))
}

/// Lets something be dropped here.
pub fn allow_drop(event: &DragEvent) {
    event.prevent_default();
    if let Some(data) = event.data_transfer() {
        data.set_drop_effect("copy");
    }
}

/// The file that was pasted, if it is one; text is left to the field that it goes to.
pub fn take_pasted(event: &ClipboardEvent) -> Option<File> {
    let file = first(event.clipboard_data()?.files())?;
    event.prevent_default();
    Some(file)
}

/// All bytes of a file; nothing when it can't be read, because it was moved for example.
pub async fn read(file: &File) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// The first bytes of a file, at most so many; nothing when it can't be read.
pub async fn read_start(file: &File, length: u32) -> Option<Vec<u8>> {
    let start = file.slice_with_f64_and_f64(0.0, length.into()).ok()?;
    let buffer = JsFuture::from(start.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// All files that were dropped. They then don’t open in place of the page.
pub fn take_all_dropped(event: &DragEvent) -> Vec<File> {
    let files = event.data_transfer().and_then(|data| data.files());
    let all: Vec<File> = files.iter().flat_map(|files| (0..files.length()).filter_map(|at| files.get(at))).collect();
    if !all.is_empty() {
        event.prevent_default();
    }
    all
}

/// All files that were chosen in an input, which forgets them.
pub fn take_all_chosen(input: &HtmlInputElement) -> Vec<File> {
    let files = input.files();
    let all = files.iter().flat_map(|files| (0..files.length()).filter_map(|at| files.get(at))).collect();
    input.set_value("");
    all
}

/// Whether files are being dragged, and nothing else.
pub fn drags_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}

/// The longest that a browser takes to begin to save a file.
const UNTIL_SAVED: Duration = Duration::from_mins(1);

/// Saves a file under a name.
pub fn save(file: &Blob, name: &str) -> Option<()> {
    let url = Url::create_object_url_with_blob(file).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    let forget = move || {
        let _ = Url::revoke_object_url(&url);
    };
    set_timeout(forget, UNTIL_SAVED);
    Some(())
}

fn first(files: Option<FileList>) -> Option<File> {
    files?.get(0)
}

/// The first line that isn't a remark (RFC 2483).
fn address_of(data: &DataTransfer) -> Option<String> {
    let list = data.get_data("text/uri-list").ok()?;
    list.lines().find(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned)
}
