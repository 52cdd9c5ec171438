export {
  DecisionContested,
  Decisions,
  OtherRevision,
  type Commanding,
  type Decided,
  type DecisionsOptions,
} from './decisions/decisions.js';
export { DatabaseGuards, type Guards } from './decisions/guards.js';
export { CheckpointForeign } from './engine/checkpoints.js';
export { ReactionDeadLetters, type ReactionDeadLetter } from './engine/dead-letters.js';
export { Following, type FollowingOptions } from './engine/following.js';
export { automationMigrations } from './engine/migrations.js';
export { ReactionEngine, type ReactionEngineOptions, type ReactionTold } from './engine/reaction-engine.js';
export { reactionStatus, type ReactionStatus } from './engine/reaction-status.js';
export { reactions } from './reactions/index.js';
