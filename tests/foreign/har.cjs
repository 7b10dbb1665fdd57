// Says what har-validator has against a HAR file: nothing, or its errors as JSON.
const { readFileSync } = require("node:fs");
const validate = require("har-validator/lib/promise.js");

validate.har(JSON.parse(readFileSync(process.argv[2], "utf8"))).then(
  () => console.log("[]"),
  ({ errors }) => console.log(JSON.stringify(errors.map(({ dataPath, message }) => `${dataPath} ${message}`))),
);
