// The door of a date. Every tap gets a number of its own and waits on this phone until the server has it, so that nothing is lost or counted twice.
(() => {
  "use strict";
  const page = document.getElementById("door");
  if (!page) return;
  const MARK = "ONECOP:";
  const OVER = 12 * 3600 * 1000;
  const find = (id) => document.getElementById(id);
  const said = (name, n) => (page.dataset[name] || "").replace("{n}", n);
  let state = { guests: [], walk_ins: 0, heads: 0, ends: "" };
  let queue = [];
  let store = null;
  let sending = false;
  let finished = false;

  // --- what the phone keeps
  const name = `onecop-door-${page.dataset.date}`;
  const opened = new Promise((resolve, reject) => {
    const ask = indexedDB.open(name, 1);
    ask.onupgradeneeded = () => {
      ask.result.createObjectStore("taps", { keyPath: "uid" });
      ask.result.createObjectStore("list");
    };
    ask.onsuccess = () => resolve(ask.result);
    ask.onerror = () => reject(ask.error);
  });
  const keep = (act) =>
    new Promise((resolve, reject) => {
      const turn = store.transaction(["taps", "list"], "readwrite");
      const answer = act(turn);
      turn.oncomplete = () => resolve(answer && answer.result);
      turn.onerror = () => reject(turn.error);
    });
  const uid = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const hex = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };

  async function tap(kind, number, who, name) {
    const one = { uid: uid(), kind, at: new Date().toISOString(), number, who: who || "", name: name || "", order: Date.now() };
    if (kind === "named") one.who = `w${one.uid.replace(/-/g, "").slice(0, 11)}`; // the key that the server gives them as well
    queue.push(one);
    draw();
    await keep((turn) => turn.objectStore("taps").put(one));
    send();
  }

  // --- what is so, by the server and by what waits here
  const hereOf = (guest) => {
    const mine = queue.filter((one) => one.who === guest.who);
    if (!mine.length) return guest.here || 0;
    const last = mine[mine.length - 1];
    return last.kind === "undo" ? 0 : last.number;
  };
  const fresh = (one) => ({ who: one.who, name: one.name, code: "", party: one.number, state: "yes", needs: [], here: 0, walk_in: true });
  const everybody = () => {
    const known = new Set(state.guests.map((one) => one.who));
    return [...state.guests, ...queue.filter((one) => one.kind === "named" && !known.has(one.who)).map(fresh)];
  };
  const waiting = (kind) => queue.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.number, 0);

  // --- to the server and back
  async function send() {
    if (sending || finished || !store) return;
    sending = true;
    const sent = queue.slice(0, 500);
    try {
      const answer = sent.length
        ? await fetch(page.dataset.taps, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ taps: sent }) })
        : await fetch(page.dataset.list);
      if (answer.ok) {
        const gone = new Set(sent.map((one) => one.uid));
        const next = await answer.json();
        await keep((turn) => {
          gone.forEach((one) => turn.objectStore("taps").delete(one));
          turn.objectStore("list").put(next, "list");
        });
        queue = queue.filter((one) => !gone.has(one.uid));
        state = next;
        tell(queue.length ? "" : said("saidSent"));
        if (!queue.length && Date.now() > Date.parse(state.ends) + OVER) await clear();
      } else {
        const why = await answer.json().catch(() => ({}));
        tell(why.error || String(answer.status));
        if (answer.status === 410) await clear(why.error);
      }
    } catch (fault) {
      tell(state.ends ? said("saidWaits", queue.length) : said("saidOffline"));
    }
    sending = false;
    draw();
    if (queue.length && navigator.onLine && !finished) setTimeout(send, 3000);
  }

  async function clear(words) {
    finished = true;
    state = { guests: [], walk_ins: 0, heads: 0, ends: "" };
    queue = [];
    store.close();
    indexedDB.deleteDatabase(name);
    if ("caches" in window) await Promise.all((await caches.keys()).filter((key) => key.startsWith("onecop-door")).map((key) => caches.delete(key)));
    if (navigator.serviceWorker) {
      const own = await navigator.serviceWorker.getRegistration(page.dataset.worker.replace(/[^/]*$/, ""));
      if (own) await own.unregister();
    }
    page.querySelectorAll("button, input").forEach((one) => (one.disabled = true));
    tell(words || said("saidDone"));
    draw();
  }

  // --- what one sees
  function tell(words) {
    if (find("door-state").textContent !== words) find("door-state").textContent = words;
  }
  function draw() {
    const list = find("door-guests");
    if (list) {
      const words = find("door-q").value.trim().toLowerCase();
      const guests = everybody();
      const fits = guests.filter((one) => !words || one.name.toLowerCase().includes(words) || one.code === words);
      list.replaceChildren(...fits.slice(0, 200).map(row));
      if (state.ends && !fits.length) list.append(Object.assign(document.createElement("li"), { textContent: said("saidNone") }));
      find("door-here").textContent = guests.reduce((sum, one) => sum + (one.walk_in ? 0 : hereOf(one)), 0);
      find("door-all").textContent = guests.reduce((sum, one) => sum + (one.state === "yes" && !one.walk_in ? one.party : 0), 0);
      find("walk_in").textContent = Math.max(0, state.walk_ins + waiting("walk_in"));
    }
    find("heads").textContent = Math.max(0, (state.heads || 0) + waiting("heads"));
  }
  function row(guest) {
    const made = find("door-guest").content.firstElementChild.cloneNode(true);
    const part = (which) => made.querySelector(`[data-part=${which}]`);
    const here = hereOf(guest);
    part("name").textContent = guest.name;
    part("about").textContent = [guest.code, ...guest.needs].filter(Boolean).join(" · ");
    part("here").textContent = here ? (guest.walk_in ? String(here) : `${here} / ${guest.party}`) : "";
    made.classList.toggle("is-here", here > 0);
    made.querySelectorAll("[data-act]").forEach((button) => {
      const act = button.dataset.act;
      button.hidden = act === "in" ? here > 0 : here === 0;
      if (act === "in") button.textContent = `${button.textContent.trim()} (${guest.party})`;
      button.setAttribute("aria-label", `${button.textContent.trim()}: ${guest.name}`);
      button.addEventListener("click", () => {
        if (act === "in") tap("came", guest.party, guest.who);
        else if (act === "more") tap("came", here + 1, guest.who);
        else if (here > 1) tap("came", here - 1, guest.who);
        else tap("undo", 0, guest.who);
        focusOn(guest.who);
      });
    });
    made.dataset.who = guest.who;
    return made;
  }
  function focusOn(who) {
    const next = page.querySelector(`[data-who="${who}"] button:not([hidden])`);
    if (next) next.focus();
  }

  // --- the camera, where the phone can read codes
  async function scan() {
    const video = find("door-video");
    try {
      const eye = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = eye;
      video.hidden = false;
      await video.play();
      const reader = new BarcodeDetector({ formats: ["qr_code"] });
      const look = async () => {
        if (video.hidden) return;
        const seen = (await reader.detect(video).catch(() => [])).map((one) => one.rawValue).find((text) => text.startsWith(MARK));
        if (!seen) return void requestAnimationFrame(look);
        eye.getTracks().forEach((track) => track.stop());
        video.hidden = true;
        find("door-q").value = seen.slice(MARK.length).toLowerCase();
        draw();
        const first = page.querySelector(".door-guest button:not([hidden])");
        if (first) first.focus();
      };
      look();
    } catch (fault) {
      video.hidden = true;
      tell(said("saidCamera"));
    }
  }

  // --- begin
  find("door-live").hidden = false;
  page.querySelectorAll("[data-count]").forEach((button) =>
    button.addEventListener("click", () => {
      const shown = Number(find(button.dataset.count).textContent);
      const step = Number(button.dataset.step);
      if (shown + step >= 0) tap(button.dataset.count, step);
    }),
  );
  if (find("door-named"))
    find("door-named").addEventListener("submit", (event) => {
      event.preventDefault();
      const name = find("door-name").value.trim();
      const many = Math.max(1, Number(find("door-with").value) || 1);
      if (!name) return;
      tap("named", many, "", name);
      event.target.reset();
      find("door-name").focus();
    });
  if (find("door-q")) find("door-q").addEventListener("input", draw);
  if (find("door-scan") && "BarcodeDetector" in window && navigator.mediaDevices) {
    find("door-scan").hidden = false;
    find("door-scan").addEventListener("click", scan);
  }
  find("door-finish").addEventListener("click", async () => {
    await send();
    if (queue.length) tell(said("saidFirst"));
    else await clear();
  });
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(send, 20000);

  opened.then(async (db) => {
    store = db;
    queue = ((await keep((turn) => turn.objectStore("taps").getAll())) || []).sort((a, b) => a.order - b.order);
    state = (await keep((turn) => turn.objectStore("list").get("list"))) || state;
    draw();
    await send();
    page.dataset.ready = "yes";
  });
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register(page.dataset.worker, { scope: page.dataset.worker.replace(/[^/]*$/, "") }).then(async () => {
      const own = await navigator.serviceWorker.ready;
      const files = performance.getEntriesByType("resource").map((one) => one.name).filter((url) => url.startsWith(location.origin) && !/\/(list|taps)\/$|worker\.js/.test(url));
      own.active.postMessage({ keep: [location.href, ...files] });
    });
  }
})();
