import type { Kind } from '../models/model.ts'

/** What a convention may be, its default first. */
export type Choices = readonly (string | boolean)[]

/** A convention that is a number between two others; it is not stated unless it is declared. */
export interface Between {
  readonly above: number
  readonly below: number
  /** What people often take. */
  readonly usual?: readonly number[]
}

/** What a function takes and gives, by the contract's names. */
export interface ContractFunction {
  readonly inputs: readonly string[]
  /** Those of the inputs that a model may do without. */
  readonly optional?: readonly string[]
  readonly outputs: readonly string[]
  /** Outputs that a model must give, one of each group at least; the first of all unless told. */
  readonly needs?: readonly (readonly string[])[]
}

/** A kind of subject as the contract has it. */
export interface Contract {
  readonly functions: Readonly<Record<string, ContractFunction>>
  readonly conventions: Readonly<Record<string, Choices | Between>>
  /** Whether a manifest may name a file of training data. */
  readonly data: boolean
}

/** Every kind but a formula, whose contract is its own. */
export const contracts: Readonly<Record<Exclude<Kind, 'formula'>, Contract>> = {
  autoencoder: {
    functions: {
      encode: { inputs: ['x'], outputs: ['z'] },
      decode: { inputs: ['z'], outputs: ['x'] },
      loss: { inputs: ['x'], outputs: ['loss'] },
    },
    conventions: {
      loss_reduction: ['feature_sum_batch_mean', 'mean', 'sum'],
      linear: [false, true],
      centred: [true, false],
    },
    data: true,
  },
  denoiser: {
    functions: {
      denoise: { inputs: ['x'], outputs: ['y'] },
      corrupt: { inputs: ['x', 'noise'], optional: ['noise'], outputs: ['y'] },
      loss: { inputs: ['x', 'noise'], optional: ['noise'], outputs: ['loss'] },
    },
    conventions: {
      loss_reduction: ['feature_sum_batch_mean', 'mean', 'sum'],
      noise: ['normal', 'uniform'],
      corruption: ['unstated', 'gaussian', 'masking'],
      sigma: { above: 0, below: Number.POSITIVE_INFINITY },
      masked: { above: 0, below: 1 },
    },
    data: false,
  },
  flow: {
    functions: {
      to_latent: { inputs: ['x'], outputs: ['z', 'log_det'] },
      to_data: { inputs: ['z'], outputs: ['x', 'log_det'] },
      log_prob: { inputs: ['x'], outputs: ['log_prob'] },
    },
    conventions: {
      log_det: ['of_each_map', 'of_to_latent', 'of_to_data'],
      prior: ['standard_normal', 'uniform', 'logistic'],
      dependence: ['unstated', 'all', 'autoregressive'],
      domain: ['real', 'unit', 'positive'],
      affine: [false, true],
    },
    data: false,
  },
  gan: {
    functions: {
      generate: { inputs: ['z'], outputs: ['x'] },
      discriminate: { inputs: ['x'], outputs: ['score'] },
      discriminator_loss: { inputs: ['real', 'fake'], outputs: ['loss'] },
      generator_loss: { inputs: ['fake'], outputs: ['loss'] },
    },
    conventions: {
      score: ['logits', 'probability'],
      loss: ['minimax', 'non_saturating', 'hinge', 'least_squares'],
      average: ['sum', 'half'],
      statistics: ['running', 'batch'],
    },
    data: false,
  },
  sampler: {
    functions: {
      log_density: { inputs: ['x'], outputs: ['log_density'] },
      propose: { inputs: ['z'], outputs: ['x', 'log_q'], needs: [['x'], ['log_q']] },
      action: { inputs: ['phi'], outputs: ['action'] },
      accept: {
        inputs: ['log_p_old', 'log_q_old', 'log_p_new', 'log_q_new'],
        outputs: ['probability'],
      },
    },
    conventions: {
      mass_squared: { above: Number.NEGATIVE_INFINITY, below: Number.POSITIVE_INFINITY },
      coupling: { above: Number.NEGATIVE_INFINITY, below: Number.POSITIVE_INFINITY },
      lattice: { above: 0, below: Number.POSITIVE_INFINITY },
    },
    data: false,
  },
  translator: {
    functions: {
      a_to_b: { inputs: ['x'], outputs: ['y'] },
      b_to_a: { inputs: ['x'], outputs: ['y'] },
      cycle_loss: { inputs: ['a', 'b'], outputs: ['loss'] },
      identity_loss: { inputs: ['a', 'b'], outputs: ['loss'] },
    },
    conventions: {
      norm: ['l1', 'l2'],
      lambda: { above: 0, below: Number.POSITIVE_INFINITY, usual: [1, 10, 5, 0.5] },
    },
    data: false,
  },
  vae: {
    functions: {
      encode: { inputs: ['x'], outputs: ['mean', 'spread'], needs: [['mean'], ['spread']] },
      reparameterize: { inputs: ['mean', 'spread', 'eps'], outputs: ['z'] },
      decode: {
        inputs: ['z', 'x'],
        optional: ['x'],
        outputs: ['mean', 'spread', 'logits'],
        needs: [['mean', 'logits']],
      },
      kl: { inputs: ['mean', 'spread'], outputs: ['kl'] },
      elbo: { inputs: ['x', 'eps'], outputs: ['elbo', 'reconstruction', 'kl'] },
      iwae: { inputs: ['x', 'eps'], outputs: ['bound'] },
    },
    conventions: {
      spread: ['log_variance', 'variance', 'std', 'log_std'],
      posterior: ['gaussian', 'laplace'],
      kl_estimate: ['exact', 'monte_carlo'],
      likelihood: ['gaussian', 'bernoulli_logits', 'bernoulli', 'categorical_logits'],
      constants: ['kept', 'dropped'],
      beta: { above: 0, below: Number.POSITIVE_INFINITY, usual: [1, 0.5, 2, 4, 10] },
      sigma_x: { above: 0, below: Number.POSITIVE_INFINITY, usual: [1, Math.SQRT1_2, 0.5, 0.1] },
    },
    data: true,
  },
  wgan: {
    functions: {
      generate: { inputs: ['z'], outputs: ['x'] },
      critic: { inputs: ['x'], outputs: ['score'] },
      critic_loss: { inputs: ['real', 'fake'], outputs: ['loss'] },
      generator_loss: { inputs: ['fake'], outputs: ['loss'] },
      gradient_penalty: { inputs: ['real', 'fake', 'alpha'], outputs: ['penalty'] },
    },
    conventions: {
      lipschitz: ['penalty', 'clip'],
      clip: { above: 0, below: Number.POSITIVE_INFINITY },
      lambda: { above: 0, below: Number.POSITIVE_INFINITY, usual: [1, 10, 5, 0.5] },
      critic_sign: ['real_high', 'real_low'],
    },
    data: false,
  },
}
