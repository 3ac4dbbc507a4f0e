// The parts of the app: each has a file of its own, and what several of them use is in one more.
const linked = {};

/** Does the work for a file once; what failed can be tried again. */
function once(url, work) {
  linked[url] ??= work().catch((error) => {
    delete linked[url];
    throw error;
  });
  return linked[url];
}

/** Loads the styles of the parts, once for all of them. */
function linkStyles() {
  return once(styles, async () => {
    // A link whose file is gone would complain of its type as well; this one comes out of the browser's cache.
    await load(styles);
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = styles;
    await new Promise((resolve, reject) => {
      link.onload = resolve;
      link.onerror = () => reject(new Error("no styles"));
      document.head.append(link);
    });
  });
}

/** The content of a file. */
async function load(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.arrayBuffer();
}

/** What the files are linked with. */
function given() {
  return { __wasm_split: { ...wasm, /* checks */ } };
}

/** Loads what several parts use: modules one after the other in one file. */
function linkShared() {
  return once(shared.url, async () => {
    const bytes = await load(shared.url);
    let end = 0;
    const modules = shared.lengths.map((length) => bytes.slice(end, (end += length)));
    await Promise.all(modules.map((module) => WebAssembly.instantiate(module, given())));
  });
}

/** Loads a part. */
function linkPart(url) {
  return once(url, async () => {
    const response = fetch(url);
    // Waited for below, unless one that all parts need fails first.
    response.catch(() => {});
    await Promise.all([linkStyles(), linkShared()]);
    await WebAssembly.instantiateStreaming(response, given());
  });
}

/** What the app calls to load a part; it is told whether that worked. */
function loader(url) {
  return async (callback, data) => {
    const done = await linkPart(url).then(() => true, () => false);
    wasm.__indirect_function_table.get(callback)(data, done);
  };
}
