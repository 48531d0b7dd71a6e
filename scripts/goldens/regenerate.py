"""Write the golden cases: regenerate.py --out DIR [case ...]"""

import argparse
from pathlib import Path

import torch

import convolutional_autoencoder
import cyclegan
import dcgan
import deep_autoencoder
import denoiser_cases
import digits
import laplace_vae
import formulas_cases
import flow_cases
import gan
import gan_losses
import linear_autoencoder
import linear_vae
import molecule_vae
import ops_convolution
import ops_elementwise
import ops_matmul
import ops_movement
import ops_pooling
import ops_reductions
import phi4_cases
import realnvp_cases
import two_samples
import vae_cases
import wgan

CASES = {
    "data": digits.build,
    "linear-autoencoder": linear_autoencoder.build,
    "deep-autoencoder": deep_autoencoder.build,
    "convolutional-autoencoder": convolutional_autoencoder.build,
    "denoising-autoencoder": denoiser_cases.build_gaussian,
    "masking-autoencoder": denoiser_cases.build_masking,
    "super-resolution": denoiser_cases.build_super_resolution,
    "realnvp": realnvp_cases.build,
    "realnvp-odd": realnvp_cases.build_odd,
    **flow_cases.CASES,
    "phi4-flow": phi4_cases.build,
    "vae-bernoulli": vae_cases.build_bernoulli,
    "vae-gaussian": vae_cases.build_gaussian,
    "linear-vae": linear_vae.build,
    "laplace-vae": laplace_vae.build,
    "gan": gan.build,
    **gan_losses.CASES,
    "gan-2d": gan.build_2d,
    "dcgan": dcgan.build,
    "wgan": wgan.build_clipped,
    "wgan-gp": wgan.build_penalised,
    "cyclegan": cyclegan.build,
    "formulas": formulas_cases.build,
    "statistics": two_samples.build,
    "molecule-vae": molecule_vae.build,
    "ops-elementwise": ops_elementwise.build,
    "ops-reductions": ops_reductions.build,
    "ops-matmul": ops_matmul.build,
    "ops-movement": ops_movement.build,
    "ops-convolution": ops_convolution.build,
    "ops-pooling": ops_pooling.build,
}


def main():
    parser = argparse.ArgumentParser(description="Write the golden cases.")
    parser.add_argument("--out", required=True, type=Path, help="the folder to write into")
    parser.add_argument("cases", nargs="*", metavar="case", help=f"of: {', '.join(CASES)}; all when none is named")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.cases if name not in CASES]
    if unknown:
        parser.error(f"there is no case {unknown[0]}; there are: {', '.join(CASES)}")
    torch.set_num_threads(1)
    for name in arguments.cases or CASES:
        folder = arguments.out / name
        folder.mkdir(parents=True, exist_ok=True)
        CASES[name](folder)


if __name__ == "__main__":
    main()
