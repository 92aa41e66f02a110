// A section of the application: every field saves by itself, nothing typed is ever lost.
// What the server has not confirmed stays in this browser and is sent when the network is back.
const form = document.getElementById("section-form");
const texts = document.getElementById("browser-texts");
const line = document.getElementById("saved");
const PAUSE = 1200;
const RETRY = 8000;

class Field {
  constructor(box) {
    this.box = box;
    this.question = box.dataset.field;
    this.version = Number(box.dataset.version);
    this.inputs = [...box.querySelectorAll("input:not([type=hidden]), textarea")];
    this.hidden = box.querySelector(`input[name="v-${this.question}"]`);
    this.key = `hub:${form.dataset.application}:${this.question}`;
    this.confirmed = this.value;
    this.timer = 0;
    this.flight = null;
    this.clashing = Boolean(box.querySelector(".conflict"));
    box.addEventListener("input", () => this.changed());
    box.addEventListener("change", () => this.save());
    this.count();
  }

  get value() {
    if (this.inputs[0].type === "radio" || this.inputs[0].type === "checkbox") {
      return this.inputs.filter((input) => input.checked).map((input) => input.value).join("\n");
    }
    return this.inputs[0].value;
  }

  set value(text) {
    if (this.inputs[0].type === "radio" || this.inputs[0].type === "checkbox") {
      const chosen = new Set(text.split("\n"));
      for (const input of this.inputs) input.checked = chosen.has(input.value);
    } else {
      this.inputs[0].value = text;
    }
    this.count();
  }

  get dirty() {
    return this.value.trim() !== this.confirmed.trim();
  }

  changed() {
    this.count();
    this.remember();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  remember() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ value: this.value, version: this.version }));
    } catch { /* a full or forbidden store: the server copy remains */ }
  }

  forget() {
    try { localStorage.removeItem(this.key); } catch { /* as above */ }
  }

  // What is only read shows what is stored, never what somebody once typed here.
  get locked() {
    return this.inputs[0].readOnly || this.inputs[0].disabled;
  }

  restore() {
    if (this.locked) return;
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(this.key)); } catch { /* unreadable: nothing kept */ }
    if (!kept || typeof kept.value !== "string") return;
    if (kept.value.trim() === this.value.trim()) return this.forget();
    this.value = kept.value;
    this.version = kept.version;
    say(texts.dataset.restored, "waiting");
    this.save();
  }

  // One request at a time; whoever asks meanwhile waits for it.
  save() {
    clearTimeout(this.timer);
    if (this.clashing || (!this.flight && !this.dirty)) return Promise.resolve();
    this.flight ??= this.post().finally(() => { this.flight = null; });
    return this.flight;
  }

  async post() {
    const sent = this.value;
    say(texts.dataset.saving, "waiting");
    const answer = await send(form.dataset.autosave, { question: this.question, value: sent, version: this.version });
    if (answer.status === 200) this.saved(sent, answer.data);
    else if (answer.status === 409) this.clash(answer.data);
    else this.failed(answer);
  }

  saved(sent, data) {
    this.confirmed = sent;
    this.take(data.version);
    this.problem(data.problem);
    say(`${texts.dataset.saved} ${data.at}`, "");
    if (this.dirty) this.changed();
    else this.forget();
  }

  failed(answer) {
    this.remember();
    // No network, or a server that is being restarted: either way the next try will do.
    if (answer.status === 0 || answer.status >= 500) say(texts.dataset.offline, "waiting");
    else if (answer.data.error) say(answer.data.error, "failed");
    else say(texts.dataset.expired, "failed");
  }

  take(version) {
    this.version = version;
    if (this.hidden) this.hidden.value = version;
  }

  clash(data) {
    this.clashing = true;
    this.remember();
    const box = texts.content.querySelector(".conflict").cloneNode(true);
    const who = texts.content.querySelector("[data-who-text]").textContent.replace("%s", data.by);
    box.querySelector("[data-who]").textContent = who;
    box.querySelector("[data-theirs]").textContent = this.label(data.theirs);
    box.querySelector("[data-mine]").textContent = this.label(this.value);
    box.addEventListener("click", (event) => this.choose(event.target.dataset.take, data, box));
    // The focus stays with who is writing: on a button, their next space would choose a text.
    this.box.append(box);
    say(who, "failed");
  }

  choose(which, data, box) {
    if (!which) return;
    if (which === "theirs") this.value = data.theirs;
    this.confirmed = data.theirs;
    this.take(data.version);
    this.clashing = false;
    box.remove();
    this.inputs[0].focus();
    if (this.dirty) this.save();
    else this.forget();
  }

  label(text) {
    const names = new Map(this.inputs.filter((i) => i.labels?.length).map((i) => [i.value, i.labels[0].textContent]));
    const plain = this.inputs[0].type === "text" || this.inputs[0].tagName === "TEXTAREA";
    return plain ? text : text.split("\n").map((key) => names.get(key) ?? key).join("\n");
  }

  problem(sentence) {
    const error = this.box.querySelector("[data-error]");
    if (!error || !this.value.trim()) sentence = "";
    this.box.classList.toggle("has-error", Boolean(sentence));
    if (error) {
      error.hidden = !sentence;
      error.querySelector("span").textContent = sentence;
    }
  }

  count() {
    const place = this.box.querySelector(".count");
    const limit = Number(this.box.dataset.limit);
    if (!place?.textContent.trim() || !limit) return;
    const left = limit - [...this.value.trim()].length;
    place.classList.toggle("over", left < 0);
    place.textContent = (left < 0 ? texts.dataset.over : texts.dataset.left).replace("%s", Math.abs(left));
  }
}

function say(sentence, kind) {
  if (!line) return;
  line.hidden = false;
  line.className = `saved ${kind}`;
  line.textContent = sentence;
  const plain = document.getElementById("saved-without-script");
  if (plain) plain.hidden = true;
}

// 0 when there is no network; after a new login elsewhere the page fetches a fresh token once.
async function send(url, values, again = true) {
  const token = form.elements.csrfmiddlewaretoken;
  const body = new URLSearchParams({ ...values, csrfmiddlewaretoken: token.value });
  let response;
  try {
    response = await fetch(url, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } });
  } catch {
    return { status: 0, data: {} };
  }
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  if (!isJson && again && (await freshToken(token))) return send(url, values, false);
  return { status: response.status || 401, data: isJson ? await response.json() : {} };
}

async function freshToken(token) {
  try {
    const response = await fetch(location.href, { redirect: "manual" });
    if (!response.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.querySelector("#section-form [name=csrfmiddlewaretoken]");
    if (found) token.value = found.value;
    return Boolean(found);
  } catch {
    return false;
  }
}

if (form && line) {
  const boxes = [...form.querySelectorAll("[data-field]")].filter((box) => box.querySelector("input:not([type=hidden]), textarea"));
  const fields = boxes.map((box) => new Field(box));
  const all = () => fields.forEach((field) => field.save());
  fields.forEach((field) => field.restore());
  addEventListener("online", all);
  setInterval(all, RETRY);
  // The track and the consents wait for their button: who leaves without it is asked.
  const waiting = [...form.querySelectorAll("input[type=radio], input[type=checkbox]")].filter((input) => !input.closest("[data-field]"));
  addEventListener("beforeunload", (event) => {
    const unsaved = fields.some((field) => field.dirty) || waiting.some((input) => input.checked !== input.defaultChecked);
    if (!form.dataset.leaving && unsaved) event.preventDefault();
  });
  form.addEventListener("submit", async (event) => {
    const unsaved = fields.filter((field) => field.dirty && !field.clashing);
    if (form.dataset.leaving || !unsaved.length) {
      form.dataset.leaving = "1";
      return;
    }
    event.preventDefault();
    await Promise.all(unsaved.map((field) => field.save()));
    // Without a network the page stays: leaving it would show an error instead of the text.
    const clashing = fields.find((field) => field.clashing);
    if (clashing) clashing.box.querySelector(".conflict").focus();
    if (!navigator.onLine || clashing) return;
    form.dataset.leaving = "1";
    form.requestSubmit(event.submitter);
  });
}
