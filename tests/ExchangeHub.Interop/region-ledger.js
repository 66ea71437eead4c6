'use strict';
// Shows a back office's own ledger to the hub (对账), written after protos/README.md: sums of ranges, ids with fingerprints, whole rows.
// The rows are in memory here, in the order of their ids. A real back office asks its database: the queries stand in the guide.

const crypto = require('node:crypto');
const grpc = require('@grpc/grpc-js');
const { canonicalRow, fingerprint } = require('./digest');

const METHODS = ['Summarize', 'ListRows', 'GetRows']; // Sketch is optional; without it the hub finds differences by these.
const MAX_RANGES = 256;
const MAX_PARTS_OF_RANGE = 1024;
const MAX_PARTS = 4096;
const MAX_ROWS = 7000;
const MAX_ROWS_WITH_COPIES = 8000;
const MAX_IDS = 500;
const MAX_BYTES = 250 * 1024;
const MINUTE = 60000n << 16n;

const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest();
const bytesOfId = (id) => Buffer.from(id.replaceAll('-', ''), 'hex');

/** Refuses a question, with everything that is wrong with it. */
function refuse(problems) {
  if (problems.length > 0)
    throw { code: grpc.status.INVALID_ARGUMENT, details: problems.slice(0, 20).join('; ') };
}

function checkId(problems, id, field) {
  if (id?.length !== 16)
    problems.push(`${field} must be 16 bytes`);
}

function checkRange(problems, { firstId, boundId }, field) {
  checkId(problems, firstId, `${field}first_id`);
  checkId(problems, boundId, `${field}bound_id`);
  if (firstId?.length === 16 && boundId?.length === 16 && Buffer.compare(firstId, boundId) > 0)
    problems.push(`${field}bound_id must not be before first_id`);
}

function checkSalt(problems, salt) {
  if (salt?.length > 0 && salt.length !== 16)
    problems.push('salt must be absent or 16 bytes');
}

/** The ids at which a range's parts begin, and the range's bound. */
function borders(first, bound, count) {
  const [a, b] = [first.readBigUInt64BE(), bound.readBigUInt64BE()];
  const step = (b - a) / BigInt(count);
  const result = [first];
  for (let i = 1; i < count; i++) {
    let prefix = a + BigInt(i) * step;
    if (step >= MINUTE)
      prefix -= prefix % MINUTE;
    const begin = Buffer.alloc(16);
    begin.writeBigUInt64BE(prefix);
    result.push(Buffer.compare(begin, first) < 0 ? first : begin);
  }
  return [...result, bound];
}

/** Whether the ledger of exchanges is asked for: the set 0, which proto-loader gives by number, by name or not at all. */
const isLedger = (set) => set === undefined || set === 0 || set === 'LEDGER_SET_UNSPECIFIED';

/** A ledger in memory. */
class RegionLedger {
  #rows = []; // { id: Buffer, row, fingerprint, time }, ordered by id
  #changes = 0;

  /** Adds a row as canonicalRow() takes it. */
  add(row, time = new Date()) {
    const id = bytesOfId(row.id);
    this.#rows.splice(this.#indexOf(id), 0, { id, row, fingerprint: fingerprint(row), time });
    this.#changes++;
  }

  /** What to give to grpc.Server.addService(), for those who pass `mayCall`. */
  handlers(mayCall) {
    return Object.fromEntries(METHODS.map((method) => [method, (call, callback) => {
      if (!mayCall(call))
        return callback({ code: grpc.status.UNAUTHENTICATED, details: 'only the hub may call' });
      try {
        if (!isLedger(call.request.set))
          throw { code: grpc.status.UNIMPLEMENTED, details: 'this back office shows its ledger of exchanges, and no other set of rows' };
        callback(null, this[method](call.request));
      } catch (error) {
        callback(error.code === undefined ? { code: grpc.status.INTERNAL, details: 'failed' } : error);
      }
    }]));
  }

  Summarize({ ranges = [], salt }) {
    const problems = [];
    if (ranges.length < 1 || ranges.length > MAX_RANGES)
      problems.push(`ranges must be 1 to ${MAX_RANGES}`);
    ranges.forEach((range, i) => {
      const { partCount = 0, expected, expectedPartSums = [] } = range;
      checkRange(problems, range, `ranges[${i}].`);
      if (i > 0 && ranges[i - 1].boundId && range.firstId && Buffer.compare(range.firstId, ranges[i - 1].boundId) < 0)
        problems.push(`ranges[${i}] must begin where the one before ends, or later`);
      if (partCount === 1 || partCount > MAX_PARTS_OF_RANGE)
        problems.push(`ranges[${i}].part_count must be 0, or 2 to ${MAX_PARTS_OF_RANGE}`);
      if (expected?.length > 0 && expected.length !== 8)
        problems.push(`ranges[${i}].expected must be absent or 8 bytes`);
      if (expectedPartSums.length > 0 && expectedPartSums.length !== partCount)
        problems.push(`ranges[${i}].expected_part_sums must be absent, or as many as there are parts`);
    });
    if (ranges.reduce((sum, range) => sum + (range.partCount ?? 0), 0) > MAX_PARTS)
      problems.push(`all part_count together must be at most ${MAX_PARTS}`);
    checkSalt(problems, salt);
    refuse(problems);
    return { ranges: ranges.map((range) => this.#summarize(range, salt)), snapshot: this.#snapshot() };
  }

  ListRows({ firstId, boundId, maxRows = 0, salt }) {
    const problems = [];
    checkRange(problems, { firstId, boundId }, '');
    if (maxRows === 0)
      problems.push('max_rows must be at least 1');
    checkSalt(problems, salt);
    refuse(problems);

    const [from, bound] = [this.#indexOf(firstId), this.#indexOf(boundId)];
    let to = Math.min(bound, from + Math.min(maxRows, MAX_ROWS));
    // All copies of one id are in the same response: those of the last one go to the next, unless it is the first one, too.
    const isCopy = (i) => i > from && i < bound && this.#rows[i].id.equals(this.#rows[i - 1].id);
    let end = to;
    while (isCopy(end))
      end--;
    for (; end === from && isCopy(to); to++);
    end = end === from ? to : end;
    if (end - from > MAX_ROWS_WITH_COPIES)
      throw { code: grpc.status.RESOURCE_EXHAUSTED, details: 'one id has too many rows' };

    const rows = this.#rows.slice(from, end).map((entry) => {
      const bytes = Buffer.alloc(32);
      entry.id.copy(bytes);
      this.#limbs(entry, salt).forEach((limb, i) => bytes.writeUInt32BE(limb, 16 + 4 * i));
      return bytes;
    });
    return { rows: Buffer.concat(rows), nextId: end < bound ? this.#rows[end].id : undefined, snapshot: this.#snapshot() };
  }

  GetRows({ ids = [] }) {
    const problems = [];
    if (ids.length < 1 || ids.length > MAX_IDS)
      problems.push(`ids must be 1 to ${MAX_IDS}`);
    ids.forEach((id, i) => checkId(problems, id, `ids[${i}]`));
    refuse(problems);

    const rows = [];
    let size = 0;
    for (const id of [...new Set(ids.map((id) => id.toString('hex')))].sort().map((hex) => Buffer.from(hex, 'hex'))) {
      for (let i = this.#indexOf(id); i < this.#rows.length && this.#rows[i].id.equals(id); i++) {
        const { row, time } = this.#rows[i];
        rows.push({
          id, method: row.method, state: row.state, requestDigest: row.requestDigest, responseDigest: row.responseDigest,
          recordTime: { seconds: Math.floor(time / 1000), nanos: (time % 1000) * 1e6 },
        });
        size += 120 + Buffer.byteLength(row.method);
        if (size > MAX_BYTES)
          throw { code: grpc.status.RESOURCE_EXHAUSTED, details: 'too many rows for one response: ask for fewer ids' };
      }
    }
    return { rows };
  }

  #summarize({ firstId, boundId, expected, partCount = 0, expectedPartSums = [] }, salt) {
    const total = this.#sum(firstId, boundId, salt);
    const text = [total.count, ...total.sums].join(':');
    const summary = { total: message(total), parts: [] };
    if (partCount === 0 || expected?.length > 0 && sha256(text).subarray(0, 8).equals(expected))
      return summary;

    const ids = borders(firstId, boundId, partCount);
    for (let i = 0; i < partCount; i++) {
      const part = this.#sum(ids[i], ids[i + 1], salt);
      const isLeftOut = expectedPartSums.length > 0 ? BigInt(expectedPartSums[i]) === BigInt.asUintN(32, part.sums[0]) : part.count === 0;
      if (!isLeftOut)
        summary.parts.push({ index: i, total: message(part) });
    }
    return summary;
  }

  #sum(first, bound, salt) {
    const sums = [0n, 0n, 0n, 0n];
    const [from, to] = [this.#indexOf(first), this.#indexOf(bound)];
    for (let i = from; i < to; i++)
      this.#limbs(this.#rows[i], salt).forEach((limb, j) => { sums[j] += BigInt(limb); });
    return { count: Math.max(0, to - from), sums };
  }

  /** A row's fingerprint; with a salt it is computed anew. */
  #limbs(entry, salt) {
    if (!(salt?.length > 0))
      return entry.fingerprint;
    const hash = sha256(Buffer.concat([salt, canonicalRow(entry.row)]));
    return [0, 4, 8, 12].map((offset) => hash.readUInt32BE(offset));
  }

  /** Where the first row stands whose id is not before this one. */
  #indexOf(id) {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Buffer.compare(this.#rows[middle].id, id) < 0)
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  }

  #snapshot() {
    return Buffer.from(String(this.#changes));
  }
}

const message = ({ count, sums }) => ({ count, sum0: String(sums[0]), sum1: String(sums[1]), sum2: String(sums[2]), sum3: String(sums[3]) });

module.exports = { RegionLedger };
