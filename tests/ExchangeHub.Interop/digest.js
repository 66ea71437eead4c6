'use strict';
// Digests of messages and of shared records, and fingerprints of ledger rows, written after protos/README.md.
// Run by itself, it checks them against the vectors in protos/.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const protobuf = require('protobufjs');
const contract = require('./contract');

const root = new protobuf.Root();
root.resolvePath = (_, target) => contract.folders.map((folder) => path.join(folder, target)).find(fs.existsSync) ?? target;
root.loadSync(contract.files).resolveAll();

const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest();

/** The deterministic serialisation of a message (in protobuf JSON names) without its header or receipt. */
function serialize(typeName, object) {
  const type = root.lookupType(typeName);
  const message = type.fromObject(object);
  const first = type.fieldsById[1].name;
  if (first === 'header' || first === 'receipt')
    delete message[first];
  dropDefaults(type, message);
  return type.encode(message).finish();
}

/** protobufjs writes fields in field order, and writes a zero where one was set. The deterministic form has no such zeros. */
function dropDefaults(type, message) {
  for (const name of Object.keys(message)) {
    const field = type.fields[name];
    const values = field.repeated ? message[name] : [message[name]];
    if (field.resolvedType instanceof protobuf.Type)
      values.forEach((value) => dropDefaults(field.resolvedType, value));
    else if (!field.repeated && !field.hasPresence && isZero(message[name]))
      delete message[name];
  }
}

const isZero = (value) => value === 0 || value === false || value.length === 0 || protobuf.util.Long.isLong(value) && value.isZero();

/** The digest of a message that we made. */
const digest = (typeName, object) => sha256(serialize(typeName, object));

/** The digest of a message as it came from the hub, which writes the deterministic form: all bytes after field 1. */
function digestOfReceived(bytes) {
  const reader = protobuf.Reader.create(bytes);
  const envelope = (1 << 3) | 2;
  if (reader.len > 0 && reader.uint32() === envelope)
    return sha256(bytes.subarray(reader.skip(reader.uint32()).pos));
  return sha256(bytes);
}

/** What the producer of a record's version said: fields 1 to 9, in deterministic form. */
function statement(object) {
  const { sequence, recordId, recordTime, digest: _, ...said } = object;
  return serialize('exchangehub.sharing.v1.Record', said);
}

const operations = root.lookupEnum('exchangehub.sharing.v1.RecordOperation').values;

/** The fingerprint of a live record, as it counts in the sums of a feed. */
const recordFingerprint = (object) => fingerprint({
  id: object.recordId,
  method: object.dataSet,
  state: operations[object.operation],
  requestDigest: sha256(statement(object)),
  responseDigest: Buffer.alloc(0),
});

/** The canonical form of a ledger row, version 1. Digests are buffers, empty where there is none. */
function canonicalRow({ id, method, state, requestDigest, responseDigest }) {
  const name = Buffer.from(method, 'utf8');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(name.length);
  return Buffer.concat([
    Buffer.of(1),
    Buffer.from(id.replaceAll('-', ''), 'hex'),
    Buffer.of(state),
    length, name,
    Buffer.of(requestDigest.length), requestDigest,
    Buffer.of(responseDigest.length), responseDigest,
  ]);
}

/** The fingerprint of a ledger row: four numbers. */
function fingerprint(row) {
  const hash = sha256(canonicalRow(row));
  return [0, 4, 8, 12].map((offset) => hash.readUInt32BE(offset));
}

module.exports = { canonicalRow, digest, digestOfReceived, fingerprint, recordFingerprint, serialize, statement };

/** Compares with the vector files; returns every difference. */
function checkVectors() {
  const load = (file) => JSON.parse(fs.readFileSync(path.join(contract.protos, file), 'utf8'));
  const differences = [];
  const expect = (name, actual, expected) => {
    if (String(actual) !== String(expected))
      differences.push(`${name}: ${actual} is not ${expected}`);
  };

  const messages = load('digest-vectors.json').vectors;
  for (const vector of messages) {
    expect(`${vector.name} serialized`, serialize(vector.type, vector.message).toString('hex'), vector.serialized);
    expect(`${vector.name} sha256`, digest(vector.type, vector.message).toString('hex'), vector.sha256);
  }

  const { vectors: rows, sums: rowSums } = load('row-vectors.json');
  const total = [0, 0, 0, 0];
  for (const vector of rows) {
    const row = { ...vector, requestDigest: Buffer.from(vector.requestDigest, 'hex'), responseDigest: Buffer.from(vector.responseDigest, 'hex') };
    expect(`${vector.name} canonical`, canonicalRow(row).toString('hex'), vector.canonical);
    expect(`${vector.name} fingerprint`, fingerprint(row), vector.fingerprint);
    fingerprint(row).forEach((limb, i) => { total[i] += limb; });
  }
  expect('sums', [rows.length, ...total], [rowSums.count, ...rowSums.fingerprint]);

  const { vectors: records, sums: recordSums } = load('record-vectors.json');
  const added = [0, 0, 0, 0];
  for (const { name, record, serialized, sha256: expected, fingerprint: limbs } of records) {
    expect(`${name} serialized`, statement(record).toString('hex'), serialized);
    expect(`${name} sha256`, sha256(statement(record)).toString('hex'), expected);
    if (limbs) {
      expect(`${name} fingerprint`, recordFingerprint(record), limbs);
      recordFingerprint(record).forEach((limb, i) => { added[i] += limb; });
    }
  }
  expect('record sums', [records.filter((vector) => vector.fingerprint).length, ...added], [recordSums.count, ...recordSums.fingerprint]);
  return { messages: messages.length, rows: rows.length, records: records.length, differences };
}

if (require.main === module) {
  const result = checkVectors();
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.differences.length === 0 ? 0 : 1;
}
