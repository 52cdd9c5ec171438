import '../typescript-loader.mjs';

/** Makes sure that Kafka's jars are there and says which; where they cannot be had, says why and ends with 3. */
const { kafkaLibs } = await import('../../libs/feed/test/kafka-libs.ts');
try {
  const { version } = await kafkaLibs();
  process.stdout.write(`Kafka ${version} is what the kafka tests run on.\n`);
} catch (error) {
  if (error.name !== 'NoKafka') throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(3);
}
