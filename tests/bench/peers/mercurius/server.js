// mercurius with its compiler (jit) over the plain store.
import { readFileSync } from "node:fs";
import Database from "libsql";
import Fastify from "fastify";
import mercurius from "mercurius";

const [path, sdl, port] = process.argv.slice(2);
const store = new Database(path, { readonly: true });
const itemsAfter = store.prepare(`
  SELECT item.place, item.id, item.name, item.category, item.supervision, item.codes,
    body.id AS bodyId, body.name AS bodyName, body.creditCode, body.kind
  FROM item JOIN body ON body.id = item.body WHERE item.place > ? ORDER BY item.place LIMIT ?`);
const basesBetween = store.prepare(`
  SELECT item, rank, citedTitle, citedNumber, quotedText, provisions
  FROM basis WHERE item BETWEEN ? AND ? ORDER BY item, ordinal`);

function page(first, after) {
  const rows = itemsAfter.all(after, first + 1);
  const shown = rows.slice(0, first);
  const bases = new Map(shown.map((row) => [row.place, []]));
  if (shown.length) {
    for (const row of basesBetween.all(shown[0].place, shown.at(-1).place)) {
      row.provisions = JSON.parse(row.provisions);
      bases.get(row.item).push(row);
    }
  }
  const nodes = shown.map((row) => ({
    id: row.id, name: row.name, category: row.category, supervision: row.supervision,
    codes: JSON.parse(row.codes), bases: bases.get(row.place),
    body: { id: row.bodyId, name: row.bodyName, creditCode: row.creditCode, kind: row.kind },
  }));
  const end = shown.length ? String(shown.at(-1).place) : null;
  return { nodes, pageInfo: { hasNextPage: rows.length > first, endCursor: end } };
}

const app = Fastify();
app.register(mercurius, {
  schema: readFileSync(sdl, "utf-8"),
  resolvers: { Query: { items: (_, { first = 20, after }) => page(first, Number(after ?? 0)) } },
  jit: 1,
});
await app.listen({ host: "127.0.0.1", port: Number(port) });
