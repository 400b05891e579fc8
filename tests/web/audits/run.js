// The audits of GraphQL over HTTP against the address given; prints what did not pass, as JSON.
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2] });
const failed = results.filter((result) => result.status !== "ok");
console.log(
  JSON.stringify({
    audits: results.length,
    failed: failed.map(({ id, name, status, reason }) => ({ id, name, status, reason })),
  }),
);
