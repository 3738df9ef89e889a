/* <auto-save> inside a form: sends what was written every 20 seconds and whenever a field is left, if anything changed.
   What cannot be sent stays on this computer, for the same person and address, until it is fetched back or dropped. */
(function () {
  "use strict";
  var LOST = "网断了。写的内容已留在这台电脑上，联网后会自动存。";
  var OUT = "登录已经结束。写的内容已留在这台电脑上，按保存，重新登录后接着存。";
  var FAILED = "这一次没存上，写的内容已留在这台电脑上，过一会儿自动再试。";

  var NOWHERE = "没有存上，内容只在这一页上，先不要关。";

  customElements.define("auto-save", class extends HTMLElement {
    connectedCallback() {
      var note = this, form = note.closest("form"), place = "kept " + note.dataset.for + " " + form.getAttribute("action");
      var changed = false, busy = false, again = false;
      function fields() {
        return Array.from(new FormData(form)).filter(function (each) { return each[0] !== "csrfmiddlewaretoken"; });
      }
      function save() {
        if (!changed || form.dataset.sent) return;
        if (busy) { again = true; return; } /* a field was left meanwhile: not only after 20 seconds */
        changed = false;
        busy = true;
        note.dispatchEvent(new Event("autosave"));
      }
      function wrote() { changed = true; }
      form.addEventListener("input", wrote);
      form.addEventListener("change", wrote);
      form.addEventListener("focusout", save);
      setInterval(save, 20000);
      window.addEventListener("online", save);
      note.addEventListener("htmx:afterRequest", function (event) {
        busy = false;
        var once_more = again;
        again = false;
        if (event.detail.successful) {
          localStorage.removeItem(place);
          if (once_more) save();
          return;
        }
        var status = event.detail.xhr.status, version = note.querySelector("input");
        changed = true; /* so that it is tried again */
        try {
          localStorage.setItem(place, JSON.stringify({ at: new Date().toTimeString().slice(0, 5), fields: fields() }));
          note.textContent = status === 401 ? OUT : status ? FAILED : LOST;
        } catch (full) { note.textContent = NOWHERE; }
        note.prepend(version);
      });
      /* Called off because the form itself was sent: the page that comes has it all. */
      note.addEventListener("htmx:sendAbort", function () { if (form.dataset.sent) localStorage.removeItem(place); });
      var kept = JSON.parse(localStorage.getItem(place) || "null");
      if (kept) offer(form, kept, place);
    }
  });

  function offer(form, kept, place) {
    var bar = document.createElement("div");
    bar.className = "say care";
    bar.setAttribute("role", "status");
    bar.innerHTML = "<span></span>";
    bar.firstChild.textContent = "这台电脑上留着 " + kept.at + " 没存上去的内容。";
    [["取回", function () { fetchBack(form, kept.fields); }], ["不要了", function () { bar.remove(); }]].forEach(function (each) {
      var button = document.createElement("button");
      button.className = "btn";
      button.type = "button";
      button.textContent = each[0];
      button.addEventListener("click", function () { localStorage.removeItem(place); each[1](); });
      bar.append(button);
    });
    form.before(bar);
  }

  /* What has come into the book since need not stay here. */
  var done = document.querySelector("[data-forget]");
  if (done) Object.keys(localStorage).forEach(function (place) {
    if (place.startsWith("kept ") && localStorage[place].includes(done.dataset.forget)) localStorage.removeItem(place);
  });

  /* The server shows what comes back, so that rows and lists are as they were. */
  function fetchBack(form, fields) {
    var back = document.createElement("form");
    back.method = "post";
    back.action = form.action;
    fields.concat([["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value], ["list", "1"]]).forEach(function (each) {
      var field = document.createElement("input");
      field.type = "hidden";
      field.name = each[0];
      field.value = each[1];
      back.append(field);
    });
    document.body.append(back);
    back.submit();
  }
})();
