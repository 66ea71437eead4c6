'use strict';
// The double-random draw (双随机抽取), written after protos/README.md.
// Run by itself, it checks the draw against the vectors in protos/.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const protos = process.env.EXCHANGEHUB_PROTOS ?? path.join(__dirname, '../../protos');

const ticket = (seed, ...parts) => crypto.createHmac('sha256', seed).update(parts.join('\0'), 'utf8').digest();
const objectTicket = (seed, object) => ticket(seed, 'exchangehub.draw.v1.object', object);
const teamTicket = (seed, object, inspector) => ticket(seed, 'exchangehub.draw.v1.team', object, inspector);

/** The normal form of a key. */
const normalise = (raw) => raw
  .normalize('NFC')
  .replace(/[\p{White_Space}\u200B]/gu, '')
  .replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xFEE0))
  .replace(/[a-z]/g, (c) => c.toUpperCase())
  .normalize('NFC');

/** Keys in the order of their tickets. */
const inOrder = (keys, ticketOf) => keys
  .map((key) => ({ key, ticket: ticketOf(key) }))
  .sort((a, b) => Buffer.compare(a.ticket, b.ticket) || Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
  .map(({ key }) => key);

/** How many objects a ratio draws. The ratio is a text: no number of this language holds 33.3333 exactly. */
function countOf(ratioPercent, objects) {
  const [whole, decimals = ''] = ratioPercent.split('.');
  const share = BigInt(whole + decimals.padEnd(4, '0'));
  return Number((share * BigInt(objects) + 999_999n) / 1_000_000n);
}

/** The objects drawn with their teams, in order, by a plan that was checked before it was published. */
function draw(plan, seed) {
  const objects = new Map(plan.objects.map((object) => {
    const key = normalise(object.key);
    return [key, { recused: new Set([key, ...object.recused.map(normalise)]), recusedRegions: new Set(object.recusedRegions.map(normalise)) }];
  }));
  const inspectors = plan.inspectors.map(({ key, role, region, institution }) =>
    ({ key: normalise(key), role, region: normalise(region), institution: normalise(institution), teams: 0 }));
  const most = plan.maxObjectsPerInspector ?? Infinity;

  return inOrder([...objects.keys()], (key) => objectTicket(seed, key)).slice(0, countOf(plan.ratioPercent, objects.size)).map((key) => {
    const { recused, recusedRegions } = objects.get(key);
    const free = inspectors.filter((one) => one.teams < most && !recused.has(one.key) && !recused.has(one.institution) && !recusedRegions.has(one.region));
    const members = (role, count) =>
      inOrder(free.filter((one) => one.role === role).map((one) => one.key), (one) => teamTicket(seed, key, one)).slice(0, count);
    const officers = members('OFFICER', plan.officersPerObject);
    const experts = members('EXPERT', plan.expertsPerObject);
    inspectors.filter((one) => officers.includes(one.key) || experts.includes(one.key)).forEach((one) => { one.teams++; });
    return { key, officers, experts };
  });
}

module.exports = { draw, normalise, objectTicket, teamTicket };

/** Compares with the vector file; returns every difference. */
function checkVectors() {
  const { vectors } = JSON.parse(fs.readFileSync(path.join(protos, 'draw-vectors.json'), 'utf8'));
  const differences = [];
  const expect = (name, actual, expected) => {
    if (JSON.stringify(actual) !== JSON.stringify(expected))
      differences.push(`${name}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
  };

  for (const { name, seed: hex, plan, objectTickets, teamTickets, drawn } of vectors) {
    const seed = Buffer.from(hex, 'hex');
    expect(`${name} commitment`, crypto.createHash('sha256').update(seed).digest('hex'), plan.seedCommitment);
    for (const { key, ticket: expected } of objectTickets)
      expect(`${name} ${key}`, objectTicket(seed, key).toString('hex'), expected);
    for (const { object, inspector, ticket: expected } of teamTickets)
      expect(`${name} ${object} ${inspector}`, teamTicket(seed, object, inspector).toString('hex'), expected);
    expect(`${name} drawn`, draw(plan, seed), drawn);
  }
  return { draws: vectors.length, differences };
}

if (require.main === module) {
  const result = checkVectors();
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.differences.length === 0 ? 0 : 1;
}
