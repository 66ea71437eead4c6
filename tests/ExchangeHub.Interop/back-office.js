'use strict';
// A region's back office (后台系统): answers what the hub relays, from a register in memory, and keeps a ledger of its own.
//
//   node back-office.js --listen localhost:7501 --ca hub-ca.pem --hub-name hub.exchangehub.test --cert back-office.pem --key back-office.key
//
// It prints one JSON object a line: first its port, then each ledger row. A real one writes rows to its database. It shows its ledger to the
// hub, too (对账); --rows row-vectors.json fills that with rows first.

const fs = require('node:fs');
const { parseArgs } = require('node:util');
const tls = require('node:tls');
const grpc = require('@grpc/grpc-js');
const contract = require('./contract');
const { digest, digestOfReceived, fingerprint } = require('./digest');
const { RegionLedger } = require('./region-ledger');

const { values: options } = parseArgs({
  options: {
    listen: { type: 'string', default: 'localhost:7501' },
    ca: { type: 'string' },
    'hub-name': { type: 'string' },
    cert: { type: 'string' },
    key: { type: 'string' },
    rows: { type: 'string' },
  },
});

const SERVICE = 'exchangehub.notary.v1.NotaryVerificationService';
const service = contract.service(SERVICE);

/** Our own ledger. A real one is a table. */
const ledger = new RegionLedger();
if (options.rows) {
  for (const row of JSON.parse(fs.readFileSync(options.rows, 'utf8')).vectors)
    ledger.add({ ...row, requestDigest: Buffer.from(row.requestDigest, 'hex'), responseDigest: Buffer.from(row.responseDigest, 'hex') });
}

/** Certificates by number. All persons are made up (测试). */
const certificates = new Map([
  ['(2021)渝测证字第34087号', {
    title: '委托',
    issue_date: '2021-3-5',
    issuing_office_name: '重庆市测试公证处',
    'party.person.name': '测试𠮷',
    'party.person.identity_document': '519999198001010012',
  }],
]);

/** Wills on file, by the testator's number. */
const wills = new Map();

const isoDate = (date) => `${date?.year}-${date?.month}-${date?.day}`;

function verifyCertificate(request) {
  const registered = certificates.get(request.certificateNumber.raw.normalize('NFKC'));
  if (!registered)
    return { outcome: 'QUERY_OUTCOME_ANSWERED', finding: 'CERTIFICATE_FINDING_NUMBER_NOT_FOUND' };

  const claimed = {
    title: request.title,
    issue_date: isoDate(request.issueDate),
    issuing_office_name: request.issuingOfficeName,
    'party.person.name': request.party.person?.name,
    'party.person.identity_document': request.party.person?.identityDocument?.rawNumber,
  };
  const fieldResults = Object.entries(claimed).map(([field, value]) => ({
    field,
    comparison: value === registered[field] ? 'FIELD_COMPARISON_MATCH' : 'FIELD_COMPARISON_MISMATCH',
  }));
  const matches = fieldResults.every((result) => result.comparison === 'FIELD_COMPARISON_MATCH');
  return {
    outcome: 'QUERY_OUTCOME_ANSWERED',
    finding: matches ? 'CERTIFICATE_FINDING_AUTHENTIC' : 'CERTIFICATE_FINDING_CONTENT_MISMATCH',
    status: matches ? 'CERTIFICATE_STATUS_EFFECTIVE' : undefined,
    fieldResults,
  };
}

function queryWill(request) {
  const found = wills.get(request.testator.identityDocument?.rawNumber);
  return { outcome: 'QUERY_OUTCOME_ANSWERED', finding: found ? 'WILL_FINDING_EXISTS' : 'WILL_FINDING_NOT_FOUND', wills: found };
}

/** No register for it: the asker may send a letter of request (协查函). */
const unable = () => ({ outcome: 'QUERY_OUTCOME_UNABLE' });

const answers = {
  VerifyCertificate: verifyCertificate,
  VerifyPowerOfAttorney: unable,
  VerifyEnforceableDeed: unable,
  QueryWill: queryWill,
  QueryInheritance: unable,
};

/** The hub's authority also issues certificates to its operators: only the name says that it is the hub. */
function isHub(call) {
  const certificate = call.getAuthContext().sslPeerCertificate;
  return certificate && !tls.checkServerIdentity(options['hub-name'], certificate);
}

/** Answers one kind of question. The row is in our own ledger before the answer leaves. */
const handler = (method, answer) => (call, callback) => {
  if (!isHub(call))
    return callback({ code: grpc.status.UNAUTHENTICATED, details: 'only the hub may call' });

  const exchangeId = call.request.header.exchangeId;
  const response = { receipt: { exchangeId }, ...answer(call.request) };
  const row = {
    id: exchangeId,
    method: `/${SERVICE}/${method}`,
    state: 1, // Answered: the only state that a region's rows have.
    requestDigest: digestOfReceived(contract.bytesOf(call.request)),
    responseDigest: digest(`exchangehub.notary.v1.${method}Response`, response),
  };
  ledger.add(row);
  console.log(JSON.stringify({ id: row.id, method: row.method, state: row.state, fingerprint: fingerprint(row) }));
  callback(null, response);
};

const server = new grpc.Server();
server.addService(service, Object.fromEntries(Object.entries(answers).map(([method, answer]) => [method, handler(method, answer)])));
server.addService(contract.service('exchangehub.reconciliation.v1.RegionLedgerService'), ledger.handlers(isHub));
server.bindAsync(options.listen, contract.serverCredentials(options), (error, port) => {
  if (error)
    throw error;
  console.log(JSON.stringify({ port }));
});
