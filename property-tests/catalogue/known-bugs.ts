/** A mistake that a public implementation shipped, and where it was reported. */
export interface KnownBug {
  readonly number: number
  readonly family: string
  readonly bug: string
  readonly source: string
  /** Where it is tested, if no mutant shows it, and why none can. */
  readonly elsewhere?: string
}

const bug = (number: number, family: string, text: string, source: string, elsewhere?: string): KnownBug => ({
  number,
  family,
  bug: text,
  source,
  ...(elsewhere === undefined ? {} : { elsewhere }),
})

/** A sample of the mistakes that the laws are there to catch. */
export const knownBugs: readonly KnownBug[] = [
  bug(1, 'flow', 'forward log-det sign wrong', 'VincentStimper/normalizing-flows#27'),
  bug(3, 'flow', 'spline inverse log-det sign, hidden by a cache', 'facebookincubator/flowtorch PR#100'),
  bug(5, 'flow', 'planar flow: u-hat divided by the norm, not its square', 'pyro-ppl/pyro PR#2192'),
  bug(7, 'flow', '1x1 convolution log-det: H W factor wrong', 'jaywalnut310/glow-tts#17'),
  bug(9, 'flow', 'log-det summed over the batch', 'wohlert/semi-supervised-pytorch#21'),
  bug(11, 'flow', 'inverse composed in the wrong order', 'pyro-ppl/pyro PR#2243, PR#1932'),
  bug(13, 'flow', 'spline code hard-codes its boundary', 'TuringLang/NormalizingFlows.jl PR#63'),
  bug(15, 'flow', 'scale unbounded, exp overflows', 'VincentStimper/normalizing-flows#47'),
  bug(17, 'flow', 'batch-norm flow: inverse uses other statistics', 'ikostrikov/pytorch-flows#8'),
  bug(19, 'flow', 'dequantisation constant wrong', 'phlippe/uvadlc_notebooks#57'),
  bug(21, 'flow, vae', 'prior evaluated at z0, not zK', 'casperkaae/parmesan PR#21'),
  bug(23, 'lattice', 'importance log-weight sign wrong', 'noegroup/bgflow PR#20'),
  bug(25, 'lattice', 'matrix exponential uses the wrong trace', 'LatticeQCD/SIMULATeQCD#170'),
  bug(27, 'lattice', 'periodic wrap or roll direction wrong', 'common knowledge'),
  bug(29, 'vae', 'KL confuses log variance, std and their squares', 'deepchem PR#4888, FluxML/model-zoo#73'),
  bug(31, 'vae', 'KL summed without an axis', 'EDAPINENUT/GNTPP#4'),
  bug(33, 'vae', 'epsilon scaled by 0.01', 'keras PR#4211'),
  bug(35, 'vae', 'reconstruction averaged over pixels, KL summed', 'keras PR#3383'),
  bug(37, 'vae, gan', 'sigmoid twice; BCE arguments swapped', 'carpedm20/DCGAN-tensorflow#15'),
  bug(39, 'denoiser', 'denoising target is the noisy input', 'aapatel09/handson-unsupervised-learning#6'),
  bug(
    41,
    'autoencoder',
    'tied weights not tied',
    'keras#386',
    'a subject hands in functions, and an untied decoder is as right as a tied one; none of our models ties weights',
  ),
  bug(43, 'gan', 'discriminator step reaches the generator', 'heykeetae/Self-Attention-GAN#48'),
  bug(45, 'gan', 'log(sigmoid) reaches log 0', 'AYLIEN/gan-intro PR#10'),
  bug(47, 'wgan', 'clip before the step, or never', 'martinarjovsky/WassersteinGAN#50'),
  bug(49, 'wgan', 'alpha per pixel, or normal', 'eriklindernoren/PyTorch-GAN#5'),
  bug(
    51,
    'wgan',
    'batch norm in the critic couples samples',
    'hwalsuklee/tensorflow-generative-model-collections#17',
  ),
  bug(53, 'gan', 'hinge generator loss with relu; relativistic sign', 'zurutech/ashpy#23'),
  bug(55, 'progan', 'fade-in reversed or constant', 'gapeng000/PyTorch-progressive_growing_of_gans#20'),
  bug(
    57,
    'stylegan',
    'pixel norm: sum or wrong axis; equalised-LR gain missing',
    'ziwei-jiang/PGGAN-PyTorch#3',
  ),
  bug(
    59,
    'sagan, dcgan',
    'batch-norm statistics never updated, or those of the batch in use',
    'heykeetae/Self-Attention-GAN#7',
    'the softmax of attention over the wrong axis: nothing in the contract is an attention',
  ),
]

/** What users reported as a bug, and was right as it stood. */
export interface KnownConvention {
  readonly convention: string
  readonly source: string
  /** The right specimens that have it, by family and name; or why there are none. */
  readonly rights: readonly (readonly [family: string, name: string])[]
  readonly elsewhere?: string
}

export const knownConventions: readonly KnownConvention[] = [
  {
    convention: 'the identity loss of CycleGAN holds G(b) to b, for G from a to b',
    source: 'junyanz/pytorch-CycleGAN-and-pix2pix#1159',
    rights: [['translator', 'precision float64']],
  },
  {
    convention: 'the loss of a VAE is scaled by a constant as a whole',
    source: 'AntixK/PyTorch-VAE#69, pytorch/examples#592',
    rights: [],
    elsewhere:
      'a VAE hands in its bound, in nats, and no loss; losses of autoencoders and denoisers declare theirs',
  },
  {
    convention: 'parts do not require gradients, in place of being detached',
    source: 'tianweiy/DMD2#75',
    rights: [
      ['training', 'gan: parts that do not require gradients, in place of detaching'],
      ['training', 'wgan: parts that do not require gradients, in place of detaching'],
    ],
  },
]
