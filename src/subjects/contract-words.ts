import type { Kind } from '../models/model.ts'

/** A kind of subject in words, for people who begin one. N is the batch; '...' are the features of one sample. */
export interface Words {
  readonly title: string
  /** Shapes and meaning of every function. */
  readonly functions: Readonly<Record<string, string>>
  /** What every convention chooses. */
  readonly conventions: Readonly<Record<string, string>>
}

const lossReduction =
  'how squared errors become a loss: summed over features and averaged over the batch, or all averaged, or all summed'

export const contractWords: Readonly<Record<Exclude<Kind, 'formula'>, Words>> = {
  autoencoder: {
    title: 'an autoencoder: data to codes and back',
    functions: {
      encode: 'x [N, ...] -> z [N, Z]',
      decode: 'z [N, Z] -> x [N, ...]',
      loss: 'x [N, ...] -> loss [], the squared error of the reconstruction',
    },
    conventions: {
      loss_reduction: lossReduction,
      linear: 'true where both maps are affine: then they are held to principal component analysis',
      centred: 'whether a linear one subtracts the mean, as biases do',
    },
  },
  denoiser: {
    title: 'a denoiser: corrupted data to clean',
    functions: {
      denoise: 'x [N, ...] -> y, a corrupted sample to a clean one',
      corrupt: 'x, noise [N, ...] -> y; without noise where the corruption takes none',
      loss: 'x, noise [N, ...] -> loss [], the squared error against the clean x',
    },
    conventions: {
      loss_reduction: lossReduction,
      noise: 'what noise is drawn from: standard normal, or uniform on [0, 1)',
      corruption: 'what corrupt does: gaussian adds sigma noise, masking puts features to 0',
      sigma: 'the sigma of a gaussian corruption, where it is to be checked',
      masked: 'the share of features that masking puts to 0: those whose noise lies below it',
    },
  },
  vae: {
    title: 'a variational autoencoder',
    functions: {
      encode: 'x [N, ...] -> mean, spread [N, Z], of q(z | x)',
      reparameterize: 'mean, spread, eps [N, Z] -> z [N, Z]',
      decode:
        'z [N, Z] -> mean, with spread if you like; or logits: of p(x | z). x besides, for a decoder that is told it',
      kl: 'mean, spread [N, Z] -> kl [N], summed over latents, in nats',
      elbo: 'x [N, ...], eps [N, Z] -> elbo, reconstruction, kl [N]: elbo = reconstruction - beta kl',
      iwae: 'x [N, ...], eps [N, K, Z] -> bound [N]',
    },
    conventions: {
      spread: 'what spread is, wherever it goes in or out: q(z | x) has that variance, whatever its family',
      posterior:
        'the family of q(z | x): z = mean + scale eps, eps standard normal or standard Laplace, whose scale is std / sqrt 2',
      kl_estimate:
        'whether kl in elbo is the closed form, or log q(z) - log p(z) at the one z that was drawn',
      likelihood: 'the family of p(x | z), and whether decode gives logits or probabilities',
      constants: 'whether the log 2 pi terms of a gaussian likelihood are there',
      beta: 'the weight of the KL in elbo; 1 unless declared',
      sigma_x: 'the standard deviation of x, where decode gives no spread; undeclared, any one will do',
    },
  },
  gan: {
    title: 'a generative adversarial network',
    functions: {
      generate: 'z [N, Z] -> x [N, ...]',
      discriminate: 'x [N, ...] -> score [N]',
      discriminator_loss: 'real, fake [N], scores -> loss [], to be minimised',
      generator_loss: 'fake [N], scores -> loss [], to be minimised',
    },
    conventions: {
      score: 'whether scores are logits or probabilities',
      loss: 'which losses; the non_saturating generator goes with the minimax discriminator',
      average: 'whether the two means of the discriminator are summed, or averaged',
      statistics:
        'what batch normalisation goes by: running statistics, as in use, or those of the batch, as in training',
    },
  },
  wgan: {
    title: 'a Wasserstein GAN',
    functions: {
      generate: 'z [N, Z] -> x [N, ...]',
      critic: 'x [N, ...] -> score [N]',
      critic_loss: 'real, fake [N], scores -> loss [], to be minimised, without the penalty',
      generator_loss: 'fake [N], scores -> loss [], to be minimised',
      gradient_penalty: 'real, fake [N, ...], alpha [N] -> penalty [], at alpha real + (1 - alpha) fake',
    },
    conventions: {
      lipschitz: 'how the critic is held: by a gradient penalty, or by clipped weights',
      clip: 'the largest absolute weight of a clipped critic',
      lambda: 'what multiplies the penalty inside gradient_penalty; 1 unless declared',
      critic_sign: 'whether real samples score high, or low',
    },
  },
  translator: {
    title: 'an unpaired translator between two domains, as CycleGAN',
    functions: {
      a_to_b: 'x [N, ...], of domain a -> y, of domain b',
      b_to_a: 'x [N, ...], of domain b -> y, of domain a',
      cycle_loss: 'a, b [N, ...] -> loss []: the norm of b_to_a(a_to_b(a)) - a, and of a_to_b(b_to_a(b)) - b',
      identity_loss: 'a, b [N, ...] -> loss []: the norm of b_to_a(a) - a, and of a_to_b(b) - b',
    },
    conventions: {
      norm: 'mean absolute, or mean squared differences',
      lambda: 'what multiplies cycle_loss, and identity_loss or not; 1 unless declared',
    },
  },
  flow: {
    title: 'a normalising flow: a bijection between data and latent',
    functions: {
      to_latent: 'x [N, ...] -> z [N, ...], log_det [N] = log |det dz/dx|',
      to_data: 'z [N, ...] -> x [N, ...], log_det [N] = log |det dx/dz|',
      log_prob: 'x [N, ...] -> log_prob [N], in nats',
    },
    conventions: {
      log_det:
        'whether each function gives the log-determinant of its own map, or both that of one direction',
      prior: 'the density of z',
      dependence: 'whether z depends on all of x, or z_i on x_1 to x_i; unstated asks nothing',
      domain: 'where x lies: all real numbers, (0, 1), or above 0',
      affine: 'true for a map that is affine on purpose: it is then not taken for one at its initial weights',
    },
  },
  sampler: {
    title: 'a sampler of a known density, as in lattice field theory',
    functions: {
      log_density: 'x [N, ...] -> log_density [N], unnormalised',
      propose: 'z [N, ...] -> x [N, ...], log_q [N]: the log density of that x',
      action: 'phi [N, L, L] -> action [N]',
      accept: 'log_p_old, log_q_old, log_p_new, log_q_new [N] -> probability [N]',
    },
    conventions: {
      mass_squared: 'm^2 of the phi^4 action, where it is to be checked',
      coupling: 'lambda of the phi^4 action, where it is to be checked',
      lattice: 'the side L of the lattice',
    },
  },
}
