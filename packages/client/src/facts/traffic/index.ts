export { createTrafficSource, restoreTrafficSource } from './source.js';
export type { TrafficDirection, TrafficSource, TrafficSourceOptions } from './source.js';
export { createRecordingReader, transportOf } from './recording.js';
export type { RecordingReader, RecordingReaderOptions } from './recording.js';
