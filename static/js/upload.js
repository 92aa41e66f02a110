// Files: sent as soon as they are chosen, with progress; without this script the section's form
// carries them. What is typed elsewhere on the page stays untouched.
class Upload {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input[type=file]");
    this.texts = box.querySelector("[data-texts]").dataset;
    this.files = box.querySelector("[data-files]");
    this.refusal = box.querySelector("[data-refusal]");
    this.progress = box.querySelector("[data-progress]");
    this.status = box.querySelector("[data-status]");
    box.querySelector("[data-send]").hidden = true;
    this.input.addEventListener("change", () => this.input.files[0] && this.send(this.input.files[0]));
    this.files.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove]");
      if (!button) return;
      event.preventDefault();
      this.remove(button);
    });
  }

  // The field must be empty again: else saving the section would send the file once more.
  send(file) {
    this.input.value = "";
    this.refuse("");
    if (file.size > Number(this.box.dataset.maxBytes)) return this.refuse(this.texts.tooLarge);
    const request = new XMLHttpRequest();
    request.open("POST", this.box.dataset.upload);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => this.show(file, event.loaded / event.total));
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => this.ended(this.texts.offline));
    this.input.disabled = true;
    this.show(file, 0);
    request.send(withToken({ file }));
  }

  show(file, part) {
    const percent = Math.floor(part * 100);
    this.progress.hidden = false;
    this.progress.querySelector("progress").value = percent;
    this.progress.querySelector("[data-name]").textContent = file.name;
    this.progress.querySelector("[data-percent]").textContent = `${percent} %`;
    this.status.textContent = percent === 100 ? this.texts.checking : "";
  }

  answered(request) {
    const answer = request.response;
    if (!answer?.ok) return this.ended(answer?.error ?? refusedWithoutWords(this.texts, request));
    this.ended("");
    const row = new DOMParser().parseFromString(answer.row, "text/html").body.firstElementChild;
    if (!document.getElementById(row.id)) this.files.append(row);
    this.files.hidden = false;
    this.status.textContent = `${this.texts.kept} ${answer.name}`;
  }

  ended(sentence) {
    this.progress.hidden = true;
    this.input.disabled = false;
    this.status.textContent = "";
    this.refuse(sentence);
    this.input.focus();
  }

  refuse(sentence) {
    this.refusal.hidden = !sentence;
    this.refusal.lastElementChild.textContent = sentence;
    this.box.classList.toggle("has-error", Boolean(sentence));
    if (sentence) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  async remove(button) {
    button.disabled = true;
    try {
      const headers = { Accept: "application/json" };
      const response = await fetch(button.formAction, { method: "POST", headers, body: withToken({}) });
      const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null;
      if (answer?.ok) {
        button.closest("li").remove();
        this.files.hidden = !this.files.children.length;
        this.refuse("");
        this.status.textContent = this.texts.removed;
        this.input.focus();
        return;
      }
      this.refuse(answer?.error ?? this.texts.expired);
    } catch {
      this.refuse(this.texts.offline);
    }
    button.disabled = false;
  }
}

function withToken(fields) {
  const body = new FormData(document.getElementById("file-removal"));
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return body;
}

function refusedWithoutWords(texts, request) {
  return request.status === 413 ? texts.tooLarge : texts.expired;
}

for (const box of document.querySelectorAll("[data-upload]")) {
  if (box.querySelector("input[type=file]")) new Upload(box);
}
