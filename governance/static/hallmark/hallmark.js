// Small manners of the pages. Everything works without it, except copying, the theme and filtering as you type.
(() => {
  "use strict";
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  // An element that htmx just put in counts as part of itself.
  const within = (at, query) => [...(at.matches?.(query) ? [at] : []), ...at.querySelectorAll(query)];

  // A live region repeats itself only when its text changes, so it is emptied first.
  const say = (words) => {
    const box = byId("said");
    if (!box) return;
    box.textContent = "";
    setTimeout(() => { box.textContent = words; }, 50);
  };

  const turnTheme = () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.dataset.theme || system) === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    try { localStorage.setItem("theme", next); } catch { /* it holds for this page */ }
    say(next === "dark" ? "Dark theme" : "Light theme");
  };

  // ---- copying -------------------------------------------------------------------------------------
  // The clipboard needs https or localhost; on a plain address in the network a hidden text area does it.
  // It stands inside the open dialog, since everything outside of one is inert.
  const copyByHand = (text, button) => {
    const area = document.createElement("textarea");
    area.className = "vh";
    area.readOnly = true;
    area.value = text;
    (button.closest("dialog") || document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    button.focus();
    if (!done) throw new Error("copying was refused");
  };
  const selectText = (element) => getSelection().selectAllChildren(element);
  const copy = async (button) => {
    const from = button.dataset.from ? byId(button.dataset.from) : null;
    const text = from ? from.textContent : button.dataset.copy;
    try {
      if (navigator.clipboard && isSecureContext) await navigator.clipboard.writeText(text);
      else copyByHand(text, button);
      button.classList.add("done");
      setTimeout(() => button.classList.remove("done"), 1600);
      say("Copied");
    } catch {
      selectText(from || button.previousElementSibling || button);
      say("The browser refused to copy. The text is selected.");
    }
  };

  // ---- dialogs -------------------------------------------------------------------------------------
  let opener = null; // where the focus goes back to, kept over an answer that replaces the dialog
  // What is wrong, else what is still to be written: mostly Why?.
  const first = (dialog) => dialog.querySelector("[aria-invalid=true]")
    || within(dialog, "input:not([type=hidden]), textarea").find((field) => field.required && !field.value)
    || dialog.querySelector("textarea[minlength], input:not([type=hidden]), select");
  const open = (dialog) => {
    if (dialog.open) return;
    if (!document.activeElement?.closest("dialog") && document.activeElement !== document.body) opener = document.activeElement;
    dialog.showModal();
    first(dialog)?.focus();
    dialog.addEventListener("close", () => {
      if (dialog.dataset.reload !== undefined) { location.reload(); return; }
      if (dialog.closest("#dialogs")) dialog.remove();
      if (opener?.isConnected) opener.focus();
      opener = null;
    }, { once: true });
  };

  // ---- Why? ----------------------------------------------------------------------------------------
  const count = (area) => {
    const length = [...area.value.trim()].length;
    const left = area.minLength - length;
    const words = document.querySelector(`[data-count="${area.id}"]`);
    if (words) {
      words.textContent = left > 0 ? `${left} more ${left === 1 ? "character" : "characters"} needed` : `${length} of ${area.maxLength}`;
      words.className = left > 0 ? "short" : "enough";
    }
    if (area.form) within(area.form, "[data-needs-reason]").forEach((button) => { button.disabled = left > 0; });
  };
  const useAgain = (button) => {
    const area = byId(button.dataset.again);
    area.value = button.textContent.trim();
    count(area);
    area.focus();
  };
  // "Share with ds2": the button repeats what was typed.
  const echo = (input) => document.querySelectorAll(`[data-echo="${input.id}"]`).forEach((button) => {
    button.textContent = `${button.dataset.verb} ${input.value.trim() || "…"}`;
  });

  // ---- small tables --------------------------------------------------------------------------------
  const filter = (input) => {
    const wanted = input.value.trim().toLowerCase();
    const rows = [...byId(input.dataset.filter).tBodies[0].rows];
    rows.forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(wanted); });
    const shown = rows.filter((row) => !row.hidden).length;
    document.querySelectorAll(`[data-shown-of="${input.dataset.filter}"]`).forEach((box) => {
      box.textContent = shown === rows.length ? `${shown}` : `${shown} of ${rows.length}`;
    });
    document.querySelectorAll(`[data-none-of="${input.dataset.filter}"]`).forEach((box) => { box.hidden = shown > 0; });
  };

  // ---- events --------------------------------------------------------------------------------------
  const closeMenus = (except) => document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(except)) menu.open = false;
  });
  const clicks = {
    "[data-theme-turn]": turnTheme,
    "[data-copy],[data-from]": copy,
    "[data-dialog]": (button) => open(byId(button.dataset.dialog)),
    "[data-close]": (button) => button.closest("dialog").close(),
    "[data-again]": useAgain,
    "[data-nav]": (button) => button.setAttribute("aria-expanded", String(button.closest(".side").classList.toggle("open"))),
  };
  // What was chosen from a menu closes it; the focus waits on the menu, and a dialog gives it back to there.
  const leaveMenu = (chosen) => {
    const menu = chosen.closest("details.menu");
    if (!menu || !chosen.closest("li a, li [aria-disabled]")) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  };
  document.addEventListener("click", (event) => {
    closeMenus(event.target);
    leaveMenu(event.target);
    for (const [query, act] of Object.entries(clicks)) {
      const hit = event.target.closest(query);
      if (hit) { act(hit); return; }
    }
  });
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.matches("textarea[minlength]")) count(field);
    if (field.dataset.filter) filter(field);
    if (field.id) echo(field);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    }
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !document.querySelector("dialog[open]")) {
      const search = document.querySelector("[data-filter]") || document.querySelector("[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
    }
  });

  // ---- htmx ----------------------------------------------------------------------------------------
  // An answer that is a whole page (a redirect after a step, a refusal, the login) takes the place of the whole page.
  // A failed poll changes nothing: what is being read stays, and the next second asks again.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, elt } = event.detail;
    if (elt.dataset.poll !== undefined && xhr.status >= 400) { event.detail.shouldSwap = false; return; }
    // elt is what is replaced; who asked stands in the request. hx-select takes a part out of a page on purpose.
    const takesPart = xhr.status < 400 && event.detail.requestConfig.elt.hasAttribute("hx-select");
    if (takesPart || !/<main\b/.test(xhr.response)) return;
    if (xhr.status < 400 && xhr.responseURL) {
      // htmx answers the back button for states it knows as its own: it loads the page again.
      history.replaceState({ htmx: true }, "", location.href);
      history.pushState({ htmx: true }, "", xhr.responseURL);
    }
    event.detail.target = document.body;
    event.detail.swapOverride = "innerHTML";
    scrollTo(0, 0);
    setTimeout(() => byId("main")?.focus(), 50);
  });
  document.addEventListener("htmx:sendError", () => say("Hallmark cannot be reached. Nothing was changed."));

  const begin = (at) => {
    within(at, "textarea[minlength]").forEach(count);
    within(at, "dialog[data-shown]").forEach(open);
    within(at, "[data-filter]").forEach((input) => { if (input.value) filter(input); });
  };
  document.addEventListener("htmx:load", (event) => {
    const { elt } = event.detail;
    begin(elt);
    if (elt !== document.body) within(elt, "[data-say]").forEach((element) => say(element.dataset.say));
  });
  begin(document);
})();
