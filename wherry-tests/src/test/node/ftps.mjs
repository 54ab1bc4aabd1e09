import * as basic from "basic-ftp";

const [host, port, version, user, password] = process.argv.slice(2);
const client = new (basic.Client ?? basic.default.Client)(20_000);
await client.access({
  host,
  port: Number(port),
  user,
  password,
  secure: true,
  secureOptions: {
    rejectUnauthorized: false,
    minVersion: `TLSv${version}`,
    maxVersion: `TLSv${version}`,
  },
});
for (const name of ["much", "none"]) {
  await client.uploadFrom(name, name);
  await client.downloadTo(`${name}.back`, name);
}
const names = (await client.list()).map((entry) => entry.name).sort().join();
if (names !== "much,none") {
  throw new Error(`listed were ${names}`);
}
client.close();
