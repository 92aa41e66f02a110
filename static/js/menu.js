// Small comforts for what opens below its name; everything works without them.
const menu = document.getElementById("site-menu");
const wide = matchMedia("(min-width: 1280px)");
wide.addEventListener("change", () => menu.matches(":popover-open") && menu.hidePopover());

const opened = (element) => element.closest?.("details.popup[open]");

document.addEventListener("keydown", (event) => {
  const details = event.key === "Escape" && opened(event.target);
  if (!details) return;
  event.stopPropagation();
  details.open = false;
  details.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const details of document.querySelectorAll("details.popup[open]")) {
    if (!details.contains(event.target)) details.open = false;
  }
});
document.addEventListener("focusout", (event) => {
  const details = opened(event.target);
  if (details && wide.matches && event.relatedTarget && !details.contains(event.relatedTarget)) details.open = false;
});
