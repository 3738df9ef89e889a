/* What scripts add; every page works without them. Plain ES2019: browsers of 2020 run it. */
(function () {
  "use strict";

  /* A form is sent once: its button says so and does not fire again. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method !== "post" || event.defaultPrevented) return;
    form.dataset.sent = "1";
    var button = event.submitter || form.querySelector("button[type=submit]");
    if (button && button.dataset.busy) {
      button.dataset.words = button.innerHTML;
      button.setAttribute("aria-busy", "true");
      button.innerHTML = '<span class="spin" aria-hidden="true"></span>';
      button.append(button.dataset.busy);
    }
  });
  function ready(form) {
    delete form.dataset.sent;
    form.querySelectorAll("button[aria-busy]").forEach(function (button) {
      button.removeAttribute("aria-busy");
      button.innerHTML = button.dataset.words;
    });
  }
  window.addEventListener("pageshow", function () { document.querySelectorAll("form[data-sent]").forEach(ready); });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.target.matches("form, form button")) ready(event.target.closest("form"));
  });

  /* Ctrl+S saves. */
  document.addEventListener("keydown", function (event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
    var button = document.querySelector(".save-bar button[type=submit]:not([disabled])");
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  /* The size of type changes at once, so that nothing typed is lost. */
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[data-size-to]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    var size = link.dataset.sizeTo;
    document.documentElement.dataset.size = size;
    document.cookie = "size=" + size + ";path=/;max-age=31622400;samesite=lax" + (location.protocol === "https:" ? ";secure" : "");
    document.querySelectorAll("a[data-size-to]").forEach(function (each) {
      if (each.dataset.sizeTo === size) each.setAttribute("aria-current", "true"); else each.removeAttribute("aria-current");
    });
  });

  function define(name, connected) {
    customElements.define(name, class extends HTMLElement { connectedCallback() { connected(this); } });
  }

  /* The network is gone: say what is safe. */
  define("offline-bar", function (bar) {
    var words = "网断了。写好的内容还在这一页上，先不要关；联网后再点保存。";
    function show() { bar.innerHTML = '<div class="say care"><span></span></div>'; bar.querySelector("span").textContent = words; }
    function hide() { bar.textContent = ""; }
    window.addEventListener("offline", show);
    window.addEventListener("online", hide);
    document.addEventListener("htmx:sendError", show);
    document.addEventListener("htmx:afterOnLoad", hide);
  });

  /* A calendar beside the text of a date: the browser's own, laid over an icon. */
  define("date-entry", function (entry) {
    var text = entry.querySelector("input");
    if (entry.querySelector(".pick") || !text) return;
    var pick = document.createElement("span"), day = document.createElement("input");
    pick.className = "pick";
    pick.innerHTML = '<svg class="ic" viewBox="0 0 24 24" aria-hidden="true"><path d="M8 2v4M16 2v4M3 10h18"/><rect width="18" height="18" x="3" y="4" rx="2"/></svg>';
    day.type = "date";
    day.setAttribute("aria-label", entry.dataset.label + "：从日历里选");
    day.addEventListener("input", function () {
      if (!day.value) return;
      text.value = day.value;
      text.dispatchEvent(new Event("change", { bubbles: true }));
    });
    pick.append(day);
    entry.append(pick);
  });

  /* Finding a name in a long list. */
  define("people-filter", function (list) {
    if (list.querySelector(".find")) return;
    var box = document.createElement("div"), find = document.createElement("input"), none = document.createElement("p");
    box.className = "find";
    find.type = "search";
    find.placeholder = "姓名或拼音首字母";
    find.setAttribute("aria-label", list.dataset.label);
    find.autocomplete = "off";
    none.className = "nobody";
    none.textContent = "名单里没有找到";
    none.hidden = true;
    find.addEventListener("input", function () {
      var wanted = find.value.trim().toLowerCase(), shown = 0;
      list.querySelectorAll("label[data-find]").forEach(function (label) {
        label.hidden = label.dataset.find.toLowerCase().indexOf(wanted) < 0;
        if (!label.hidden) shown += 1;
      });
      none.hidden = shown > 0;
    });
    find.addEventListener("keydown", function (event) { if (event.key === "Enter") event.preventDefault(); });
    box.append(find);
    list.prepend(box);
    list.querySelector(".all").append(none);
  });

  define("scripts-off", function (part) { part.hidden = true; });

  /* Text that is copied into a chat. */
  define("copy-text", function (holder) {
    var text = holder.querySelector("input, textarea"), button = document.createElement("button");
    var words = document.createTextNode("复制"), more = document.createElement("span");
    if (holder.querySelector("button") || !text) return;
    button.type = "button";
    button.className = "btn little";
    more.className = "vh";
    more.textContent = "：" + text.getAttribute("aria-label");
    button.append(words, more);
    button.addEventListener("click", function () {
      text.select();
      if (document.execCommand("copy")) words.data = "复制好了";
    });
    holder.append(button);
  });

  define("print-button", function (holder) {
    holder.hidden = false;
    holder.querySelector("button").addEventListener("click", function () { window.print(); });
  });
})();
