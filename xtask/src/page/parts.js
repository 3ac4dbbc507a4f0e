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

/** What the files are linked with. */
function given() {
  return { __wasm_split: { ...wasm, /* checks */ } };
}

/** Loads what several parts use: modules one after the other in one file. */
function linkShared() {
  return once(shared.url, async () => {
    const response = await fetch(shared.url);
    if (!response.ok) throw new Error(`status ${response.status}`);
    const bytes = await response.arrayBuffer();
    let end = 0;
    const modules = shared.lengths.map((length) => bytes.slice(end, (end += length)));
    await Promise.all(modules.map((module) => WebAssembly.instantiate(module, given())));
  });
}

/** Loads a part. */
function linkPart(url) {
  return once(url, async () => {
    const response = fetch(url);
    // Waited for below, unless the shared file fails first.
    response.catch(() => {});
    await linkShared();
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
