// At the door: tick by name, read tickets with the camera, go on without a network.
// Each mark stays in this browser until the server has it; sent twice it is one mark.
const box = document.getElementById("check-in");
const prefix = `hub:check-in:${box.dataset.event}:`;
const list = box.querySelector("[data-list]");
const told = box.querySelector("[data-told]");
const waitingLine = box.querySelector("[data-waiting]");
const rows = new Map([...box.querySelectorAll("[data-ticket]")].map((row) => [row.dataset.ticket, row]));
// A phone's clock may be wrong: times are the server's.
const ahead = Number(box.dataset.now) - Date.now();
const LOOK_AGAIN = 10_000;
// After a while without a touch the page asks nothing more, so that the session may end.
const AWAKE = 15 * 60_000;
const SAME_TICKET = 4_000;
const MOST = 200;
let touched = Date.now();
let flight = null;
let expired = false;

// What the server does not have yet, also of an earlier visit or another tab of this browser.
class Waiting {
  constructor() {
    this.scans = new Map();
    this.look();
  }

  look() {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(prefix)) this.scans.set(key, localStorage.getItem(key));
      }
    } catch { /* a forbidden store: this page's memory has to do */ }
  }

  add(scan) {
    const key = prefix + scan;
    this.scans.set(key, scan);
    try { localStorage.setItem(key, scan); } catch { /* as above */ }
  }

  remove(keys) {
    for (const key of keys) {
      this.scans.delete(key);
      try { localStorage.removeItem(key); } catch { /* as above */ }
    }
  }

  tickets() {
    return new Set([...this.scans.values()].map((scan) => scan.slice(0, 32)));
  }
}

const waiting = new Waiting();

function note(ticket, isHere) {
  touched = Date.now();
  const at = new Date(touched + ahead);
  waiting.add(`${ticket} ${at.getTime()} ${isHere ? 1 : 0}`);
  const row = rows.get(ticket);
  const wasHere = row?.classList.contains("is-here");
  if (isHere && wasHere) {
    say(box.dataset.known.replace("%s", row.dataset.name), "");
  } else if (row) {
    paint(row, isHere, at.toLocaleTimeString("de", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Berlin" }));
    count(Number(box.querySelector("[data-count]").textContent) + (isHere - wasHere) * row.dataset.seats);
    say((isHere ? box.dataset.came : box.dataset.undone).replace("%s", row.dataset.name), isHere ? "good" : "");
  }
  return send();
}

function count(number) {
  box.querySelector("[data-count]").textContent = number;
}

function paint(row, isHere, clock) {
  const button = row.querySelector("button");
  const word = isHere ? box.dataset.undo : box.dataset.here;
  row.classList.toggle("is-here", isHere);
  row.classList.toggle("is-waiting", waiting.tickets().has(row.dataset.ticket));
  row.querySelector("[data-clock]").textContent = isHere ? clock : "";
  if (!button) return;
  button.name = isHere ? "undo" : "here";
  button.textContent = word;
  button.setAttribute("aria-label", `${word}: ${row.dataset.name}`);
}

function say(sentence, kind) {
  if (!told) return;
  told.className = `door-told ${kind}`;
  told.textContent = sentence;
}

function showWaiting(isLost) {
  const number = waiting.scans.size;
  waitingLine.hidden = !number || !(isLost || expired);
  waitingLine.textContent = (expired ? box.dataset.expired : box.dataset.waits).replace("%s", number);
}

// One request at a time; who marks meanwhile is sent with the next one.
function send() {
  flight ??= exchange().finally(() => { flight = null; });
  return flight;
}

async function exchange() {
  do {
    const sent = [...waiting.scans].slice(0, MOST);
    const answer = await ask(sent.map(([, scan]) => scan));
    expired = answer.status !== 0 && answer.status < 500 && !answer.data;
    if (!answer.data) return showWaiting(true);
    waiting.remove(sent.map(([key]) => key));
    if (answer.data.error) say(answer.data.error, "bad");
    else take(answer.data);
    showWaiting(false);
  } while (waiting.scans.size);
}

function take(data) {
  const last = data.noted.at(-1);
  // A mark of this list is told already; here the server knows more, or something else.
  if (last && (!rows.has(last.ticket) || !["came", "undone"].includes(last.outcome))) {
    say(last.text, { came: "good", undone: "", known: "" }[last.outcome] ?? "bad");
  }
  const open = waiting.tickets();
  for (const [ticket, row] of rows) {
    if (!open.has(ticket)) paint(row, ticket in data.here, data.here[ticket]);
  }
  count(data.count);
  box.querySelector("[data-expected]").textContent = data.expected;
}

// 0 when there is no network; after a new login elsewhere the page fetches a fresh token once.
async function ask(scans, again = true) {
  const token = list.elements.csrfmiddlewaretoken;
  const body = new URLSearchParams([["csrfmiddlewaretoken", token.value], ...scans.map((scan) => ["scan", scan])]);
  const options = scans.length ? { method: "POST", body } : {};
  try {
    const response = await fetch(box.dataset.scans, { ...options, redirect: "manual", headers: { Accept: "application/json" } });
    if (response.headers.get("Content-Type")?.startsWith("application/json")) return { status: response.status, data: await response.json() };
    if (response.status < 500 && again && (await freshToken(token))) return ask(scans, false);
    return { status: response.status || 401, data: null };
  } catch {
    return { status: 0, data: null };
  }
}

async function freshToken(token) {
  const response = await fetch(location.href, { redirect: "manual" });
  if (!response.ok) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.querySelector("[data-list] [name=csrfmiddlewaretoken]");
  if (found) token.value = found.value;
  return Boolean(found);
}

// By name

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss").replace(/([aou])e/g, "$1");
const search = box.querySelector("[data-search]");

function narrow() {
  const words = plain(search.elements.q.value).split(/[^\p{L}\p{N}_]+/u).filter(Boolean);
  let shown = 0;
  for (const row of rows.values()) {
    row.hidden = !words.every((word) => row.dataset.words.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  box.querySelector("[data-nobody]").hidden = shown > 0;
}

search.elements.q.addEventListener("input", narrow);
search.addEventListener("submit", (event) => {
  // The whole list is here unless the page was opened with a name.
  if (new URLSearchParams(location.search).get("q")) return;
  event.preventDefault();
  narrow();
});
list.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.value) note(event.submitter.value, event.submitter.name === "here");
});

// By camera

const scanner = box.querySelector("[data-scanner]");
const picture = box.querySelector("[data-picture]");
let reader = null;
let lastCode = "";
let lastAt = 0;

async function offerCamera() {
  if (!scanner || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const kinds = await BarcodeDetector.getSupportedFormats();
  scanner.hidden = !kinds.includes("qr_code");
}

async function openCamera() {
  try {
    picture.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    await picture.play();
  } catch {
    return say(box.dataset.noCamera, "bad");
  }
  showCamera(true);
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  reader = setInterval(() => look(detector), 250);
}

function closeCamera() {
  clearInterval(reader);
  picture.srcObject?.getTracks().forEach((track) => track.stop());
  picture.srcObject = null;
  showCamera(false);
}

function showCamera(isOpen) {
  picture.hidden = !isOpen;
  scanner.querySelector("[data-camera]").hidden = isOpen;
  scanner.querySelector("[data-stop]").hidden = !isOpen;
}

async function look(detector) {
  let codes = [];
  try { codes = await detector.detect(picture); } catch { /* no picture yet */ }
  for (const { rawValue } of codes) scanned(rawValue.trim().toLowerCase());
}

// Who holds a ticket up for longer is told once, not again as somebody who came twice.
function scanned(code) {
  const isSame = code === lastCode && Date.now() - lastAt < SAME_TICKET;
  [lastCode, lastAt] = [code, Date.now()];
  if (isSame) return;
  navigator.vibrate?.(80);
  if (/^[0-9a-f]{32}$/.test(code)) note(code, true);
  else say(box.dataset.noTicket, "bad");
}

scanner?.querySelector("[data-camera]").addEventListener("click", openCamera);
scanner?.querySelector("[data-stop]").addEventListener("click", closeCamera);
addEventListener("pagehide", closeCamera);
addEventListener("online", send);
setInterval(() => {
  const isAwake = document.visibilityState === "visible" && Date.now() - touched < AWAKE;
  if (isAwake || waiting.scans.size) send();
}, LOOK_AGAIN);
offerCamera();
if (waiting.scans.size) send();
