build();
byId("filters").hidden = [...byId("filters").children].every((filter) => filter.hidden);
byId("subtitle").textContent = data.subtitle;
restore();
draw();
// A fragment that names the view as it stands was written by the filters themselves.
window.addEventListener("hashchange", () => { if (location.hash.slice(1) !== address()) { restore(); draw(); } });
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); byId("main").focus(); });
NARROW.addEventListener("change", draw);
window.addEventListener("beforeprint", () => { printing = true; draw(); });
window.addEventListener("afterprint", () => { printing = false; draw(); });
