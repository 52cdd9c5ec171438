export { BODY_LIMITS, type BodyLimits } from './body.js';
export { addIntakeRoutes, INTAKE_ACCESS, type IntakeSetup } from './intake-routes.js';
export { INTAKE_SETUP, IntakeModule } from './intake.module.js';
export { INTAKE_SCOPE, type KeyVerifier, type VerifiedKey } from './key-verifier.js';
export type { HeldSecret, Webhooks } from './webhooks.js';
