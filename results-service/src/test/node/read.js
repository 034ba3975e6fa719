// Reads a findings topic and task.events with kafkajs and a Confluent registry client, to their ends, and says which
// findings count: those of a task's attempt that finished. Arguments: brokers, registry, findings topic.
const { Kafka, CompressionTypes, CompressionCodecs, logLevel } = require('kafkajs');
const { SchemaRegistry, SchemaType } = require('@kafkajs/confluent-schema-registry');
const avro = require('avsc');
const lz4 = require('lz4js');

// Agents compress with LZ4, which kafkajs does not know by itself.
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async (encoder) => Buffer.from(lz4.compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from(lz4.decompress(buffer)),
});

const [brokers, registryUrl, findingsTopic] = process.argv.slice(2);
const kafka = new Kafka({ clientId: 'outside', brokers: brokers.split(','), logLevel: logLevel.NOTHING });

// A long of Avro may be larger than a number of JavaScript holds: such a one becomes a BigInt.
const long = avro.types.LongType.__with({
  fromBuffer: (buffer) => {
    const value = buffer.readBigInt64LE();
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  },
  toBuffer: (value) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(BigInt(value));
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value) => typeof value === 'bigint' || Number.isSafeInteger(value),
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
});
const typeHook = (schema) => (schema === 'long' || schema.type === 'long' ? long : undefined);
const registry = new SchemaRegistry({ host: registryUrl }, { [SchemaType.AVRO]: { typeHook } });

async function all(topic) {
  const admin = kafka.admin();
  await admin.connect();
  const left = new Map();
  for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
    if (Number(high) > Number(low)) left.set(partition, Number(high));
  }
  await admin.disconnect();
  const values = [];
  if (left.size === 0) return values;
  const consumer = kafka.consumer({ groupId: 'quarry-reader-outside-' + topic });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise((done, failed) => {
    consumer.on(consumer.events.CRASH, (event) => failed(event.payload.error));
    consumer.run({
      eachMessage: async ({ partition, message }) => {
        values.push(await registry.decode(message.value));
        if (Number(message.offset) + 1 >= left.get(partition)) left.delete(partition);
        if (left.size === 0) done();
      },
    }).catch(failed);
  });
  await consumer.disconnect();
  return values;
}

(async () => {
  const counted = new Map();
  let suspicions = 0;
  for (const finding of await all(findingsTopic)) {
    const attempt = finding.task_id + '/' + finding.attempt;
    counted.set(attempt, (counted.get(attempt) || 0) + 1);
    suspicions += finding.suspicion.length;
  }
  for (const event of await all('task.events')) {
    const attempt = event.task_id + '/' + event.attempt;
    if (event.kind === 'FINISHED') {
      const rows = counted.get(attempt) || 0;
      counted.delete(attempt);
      console.log(JSON.stringify({ task: event.task_id, attempt: event.attempt, outcome: event.outcome,
        claimed: event.rows, rows, job: event.job }));
    }
  }
  console.log(JSON.stringify({ unfinished: [...counted.keys()], suspicions }));
})().then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
