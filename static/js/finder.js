// After a swap the filter that was open stays open.
let open = "";

// An address that is passed on names only what was chosen.
document.addEventListener("htmx:configRequest", (event) => {
  const asked = event.detail.parameters;
  for (const name of ["q", "sort"]) {
    if (asked[name] === "" || asked[name] === event.detail.elt.dataset[`default${name}`]) delete asked[name];
  }
});
document.addEventListener("htmx:beforeSwap", () => {
  open = document.querySelector("#finder details[open]")?.id ?? "";
});
document.addEventListener("htmx:afterSwap", () => {
  const details = open && document.getElementById(open);
  if (details) details.open = true;
});

// What is ticked for the comparison goes along to the next page and the next filter.
const picked = () => document.getElementById("compare")
  ? [...document.querySelectorAll("[name=s]:checked, #compare [name=s]")].map((box) => box.value)
  : new URLSearchParams(location.search).getAll("s");
const withPicked = (address) => {
  const url = new URL(address, location.href);
  url.searchParams.delete("s");
  for (const slug of picked()) url.searchParams.append("s", slug);
  return url.href;
};
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.matches("form.finder")) event.detail.parameters.s = picked();
});
document.addEventListener("change", (event) => {
  if (!event.target.matches(".pick [name=s]")) return;
  history.replaceState(history.state, "", withPicked(location.href));
  for (const link of document.querySelectorAll("#finder .pagination a")) link.href = withPicked(link.href);
});
