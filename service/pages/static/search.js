// Searches a folder of files, where no server answers the form. It loads the index (service/downloads/searching.py)
// in parts, and ranks as the server does (service/reading/search.py).
(() => {
  "use strict";
  const found = document.getElementById("found");
  const asked = new URLSearchParams(location.search);
  const words = (asked.get("q") || "").trim().slice(0, 200);
  if (!found || !words || "answered" in found.dataset) return;
  const AT_ONCE = 30;
  const MOST_PLACES = 5;
  const [WHOLE, STARTS, NAMED, CODED, WITH_BODY, APART] = [0, 1, 2, 3, 4, 5];

  const kept = new Map();
  const load = (path) => {
    if (!kept.has(path)) {
      kept.set(path, fetch("index/" + path).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.status} ${path}`);
        return answer.json();
      }));
    }
    return kept.get(path);
  };

  // As service/text/folding.py: width, case, script and spaces make no difference, nor do brackets' shapes.
  const ALIKE = Object.fromEntries(Array.from("〔[〕]﹝[﹞]【[】]〖[〗]〈<〉>《<》>“\"”\"‘'’'—-–-―-‐-−-•·・·")
    .map((char, at, all) => [char, all[at + 1]]).filter((_, at) => at % 2 === 0));
  const simple = new Map();
  const fold = (text) => Array.from(text.normalize("NFKD").toLowerCase().replace(/[\s\p{Z}\p{Cf}]/gu, ""),
    (char) => simple.get(char) || ALIKE[char] || char).join("");
  const gramsOf = (word) => (word.match(/[0-9a-z]+|(?:(?![0-9a-z])[\p{L}\p{N}])+/gu) || []).flatMap((run) => {
    const characters = Array.from(run);
    return characters.slice(1).map((char, at) => characters[at] + char);
  });
  const hash = (text) => {
    let value = 0x811c9dc5;
    for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
    return value;
  };
  const summed = (steps) => {
    let sum = 0;
    return steps.map((step) => (sum += step));
  };
  const firstAt = (numbers, least) => {
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[middle] < least) low = middle + 1; else high = middle;
    }
    return low;
  };

  // A list of numbers tells about how many it has, and by seek(n) the first that is at least n.
  const listed = (numbers) => ({
    count: numbers.length,
    seek: async (least) => numbers[firstAt(numbers, least)] ?? Infinity,
  });
  const paged = (gram, { count, from }) => ({
    count,
    seek: async (least) => {
      for (let at = Math.max(firstAt(from, least + 1) - 1, 0); at < from.length; at += 1) {
        const name = Array.from(gram, (char) => char.codePointAt(0).toString(16)).join("-");
        const numbers = summed(await load(`more/${name}-${from[at]}.json`));
        const place = firstAt(numbers, least);
        if (place < numbers.length) return numbers[place];
      }
      return Infinity;
    },
  });
  const listOf = async (gram) => {
    const part = await load(`grams/${hash(gram) % (await load("about.json")).parts}.json`);
    const told = Object.hasOwn(part, gram) ? part[gram] : [];
    return Array.isArray(told) ? listed(summed(told)) : paged(gram, told);
  };
  const all = (lists) => {
    const rarest = [...lists].sort((one, other) => one.count - other.count);
    return {
      count: rarest[0].count,
      seek: async (least) => {
        for (let number = least; ;) {
          const before = number;
          for (const list of rarest) number = Math.max(number, await list.seek(number));
          if (number === Infinity || number === before) return number;
        }
      },
    };
  };
  const either = (one, other) => ({
    count: one.count + other.count,
    seek: async (least) => Math.min(await one.seek(least), await other.seek(least)),
  });
  async function* numbersOf(list) {
    for (let number = await list.seek(0); number !== Infinity; number = await list.seek(number + 1)) yield number;
  }
  const allOf = async (grams) => all(await Promise.all([...new Set(grams)].map(listOf)));

  // The powers whose codes start with the word, in the order of their codes.
  async function* coded(word) {
    const firsts = await load("codes.json");
    for (let at = Math.max(firstAt(firsts, word) - 1, 0); at < firsts.length; at += 1) {
      if (firsts[at] > word && !firsts[at].startsWith(word)) return;
      const block = await load(`codes/${hash(firsts[at]).toString(16).padStart(8, "0")}-${firsts[at].length}.json`);
      for (const [code, numbers] of block) if (code.startsWith(word)) yield* summed(numbers);
    }
  }

  const itemOf = async (number, about) => {
    const told = (await load(`items/${Math.floor(number / about.together)}.json`))[number];
    const [name, sub, codes, list, category, body, bodyName] = told;
    return { number, name, sub, codes, list: about.lists[list], category, body, bodyName };
  };
  const tierOf = (item, parts) => {
    const [whole, name] = [parts.join(""), fold(item.name + item.sub)];
    const [body, codes] = [fold(item.bodyName), item.codes.map(fold)];
    if (name === whole || item.name === words) return WHOLE;
    if (name.startsWith(whole)) return STARTS;
    if (parts.every((part) => name.includes(part))) return NAMED;
    if (codes.some((code) => parts.some((part) => code.startsWith(part)))) return CODED;
    return parts.every((part) => name.includes(part) || body.includes(part)) ? WITH_BODY : APART;
  };

  // What fits best first, each tier in the order of the powers' numbers.
  async function* hits(parts, about) {
    const grams = parts.map(gramsOf);
    const narrowing = await Promise.all([["@", "division"], ["%", "category"]]
      .filter(([, name]) => asked.get(name)).map(([mark, name]) => listOf(mark + asked.get(name))));
    const isWanted = (item) => (!asked.get("division") || item.list[0] === asked.get("division"))
      && (!asked.get("category") || item.category === asked.get("category"));
    async function* ofTier(tier, numbers) {
      for await (const number of numbers) {
        const item = await itemOf(number, about);
        if (tierOf(item, parts) === tier) yield item;
      }
    }
    const whole = Array.from(parts.join(""));
    const isFindable = grams.some((theirs) => theirs.length);
    if (isFindable) {
      const named = all([await allOf(grams.flat()), ...narrowing]);
      if (whole.length > 1) {
        const starting = all([await listOf("^" + whole.slice(0, 2).join("")), named]);
        const ending = await listOf("$" + whole.slice(-2).join(""));
        yield* ofTier(WHOLE, numbersOf(all([starting, ending])));
        yield* ofTier(STARTS, numbersOf(starting));
      }
      yield* ofTier(NAMED, numbersOf(named));
    }
    const seen = new Set();
    for (const part of parts.filter((each) => /[0-9]/u.test(each))) {
      for await (const number of coded(part)) {
        const item = seen.has(number) ? null : await itemOf(number, about);
        seen.add(number);
        if (!item || !isWanted(item) || tierOf(item, parts) !== CODED) continue;
        const text = [fold(item.name + item.sub), fold(item.bodyName), ...item.codes.map(fold)];
        if (parts.every((each) => text.some((one) => one.includes(each)))) yield item;
      }
    }
    if (isFindable) {
      const lists = await Promise.all([...new Set(grams.flat())]
        .map(async (gram) => either(await listOf(gram), await listOf("~" + gram))));
      const anywhere = all([...lists, ...narrowing]);
      yield* ofTier(WITH_BODY, numbersOf(anywhere));
      yield* ofTier(APART, numbersOf(anywhere));
    }
  }

  async function placesOf(parts, about) {
    const places = about.divisions.filter(([code, name]) => name.includes(words) || code === words)
      .slice(0, MOST_PLACES).map(([code, name]) => [name, `divisions/${code}/`]);
    const grams = parts.flatMap(gramsOf).map((gram) => "&" + gram);
    if (!grams.length) return places;
    const named = Object.fromEntries(about.divisions);
    let left = MOST_PLACES;
    for await (const number of numbersOf(await allOf(grams))) {
      const [name, code] = (await load(`bodies/${Math.floor(number / about.bodies)}.json`))[number];
      if (asked.get("division") && code !== asked.get("division")) continue;
      if (!parts.every((part) => fold(name).includes(part))) continue;
      const whole = name.startsWith(named[code]) ? name : `${named[code]} ${name}`;
      places.push([whole, `divisions/${code}/bodies/${number}/`]);
      left -= 1;
      if (!left) break;
    }
    return places;
  }

  // As service/pages/rendering.py: without what would turn or hide the text around it.
  const UNSHOWN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
  const element = (name, more = {}, ...children) => {
    const made = Object.assign(document.createElement(name), more);
    made.append(...children.map((child) => (typeof child === "string" ? child.replace(UNSHOWN, "") : child)));
    return made;
  };
  const linked = (text, address) => element("a", { href: "../" + address }, text);
  const lineOf = (item, about) => {
    const whole = item.sub && item.sub !== item.name ? `${item.name}（${item.sub}）` : item.name;
    const [code, title, address] = item.list;
    const facts = element("p", { className: "none" }, `${about.categories[item.category] || "未分类"} · ${title} · `,
      linked(item.bodyName, `divisions/${code}/bodies/${item.body}/`));
    if (item.codes.length) facts.append(" · ", element("span", { className: "code" }, item.codes[0]));
    const name = linked(whole.trim().replace(/\s+/gu, " "), `${address}items/${item.number}/`);
    return element("li", {}, element("p", {}, name), facts);
  };
  const note = (text) => element("p", { className: "note" }, text);

  const search = async () => {
    const status = element("p", { className: "none", role: "status" }, "正在查找……");
    found.replaceChildren(status);
    document.querySelector("h1").textContent = `查找：${words}`;
    for (const [name, value] of [["q", words], ["division", asked.get("division")], ["category", asked.get("category")]]) {
      const field = document.querySelector(`main form [name=${name}]`);
      if (field && value) field.value = value;
    }
    const [about, traditional] = await Promise.all([load("about.json"), load("simplified.json")]);
    const characters = Array.from(traditional);
    for (let at = 0; at < characters.length; at += 2) simple.set(characters[at], characters[at + 1]);
    const parts = words.split(/\s+/u).map(fold).filter(Boolean);
    if (!parts.some((part) => gramsOf(part).length)) {
      status.textContent = "至少写两个连着的字。";
      return;
    }
    const places = await placesOf(parts, about);
    if (places.length) {
      const line = element("p", { className: "places" });
      places.forEach(([name, address], at) => line.append(at ? " · " : "", linked(name, address)));
      status.before(line);
    }
    const list = element("ol", { className: "hits" });
    const more = element("button", { type: "button" }, "再看一些");
    found.append(list, element("p", { className: "more" }, more));
    const walk = hits(parts, about);
    const next = async () => {
      more.disabled = true;
      let step = { done: false };
      for (let count = 0; count < AT_ONCE && !step.done; count += 1) {
        step = await walk.next();
        if (!step.done) list.append(lineOf(step.value, about));
      }
      const shown = list.children.length;
      status.textContent = step.done ? `${shown} 项` : `前 ${shown} 项`;
      more.disabled = false;
      if (!step.done) return;
      more.parentElement.remove();
      if (!shown) found.append(note("没有找到。换几个字，或者去掉区划和类型再试。"));
    };
    const failed = () => found.replaceChildren(note("索引没有载入，请稍后再试；也可以从行政区划进入清单查看。"));
    more.addEventListener("click", () => next().catch(failed));
    await next();
  };
  search().catch(() => {
    found.replaceChildren(note("索引没有载入，请稍后再试；也可以从行政区划进入清单查看。"));
  });
})();
