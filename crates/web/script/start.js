// Before the WebAssembly is there: the colours that were chosen, and the frame that fits the address.
const root = document.documentElement;

function stored(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return undefined;
  }
}

function frame() {
  // Somebody else's list: nothing of one's own stands around it.
  if (location.pathname.startsWith("/shared/")) return "none";
  // Where nothing can be stored, somebody may be signed in all the same.
  const isSignedOut = ![undefined, "open"].includes(stored("movietracker.session"));
  if (isSignedOut || /^\/(login|setup|register|invite|reset)\/?$/.test(location.pathname)) return "entrance";
  return /^\/(movies\/?)?$/.test(location.pathname) ? "movies" : "page";
}

/** Whether the form for signing in has a button for passkeys, as the app decides it too. */
function offersPasskeys() {
  return !/[\d\]]$/.test(location.hostname) && isSecureContext && !!self.PublicKeyCredential?.parseRequestOptionsFromJSON;
}

/** Says in the frame that the app can't start. */
function cannotStart(error) {
  console.error(error);
  const words = document.getElementById("frame-failure");
  if (words) {
    root.dataset.frame = "failure";
    words.hidden = false;
  }
}

root.dataset.frame = frame();
root.classList.toggle("offers-passkeys", offersPasskeys());
const theme = stored("movietracker.theme");
if (theme) root.dataset.theme = theme;
