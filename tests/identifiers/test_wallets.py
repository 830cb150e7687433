"""Wallet addresses: published examples of each encoding, and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.identifiers.wallets import (
    BASE58,
    BECH32,
    ChainFamily,
    chain_family,
    checksum_state,
    wallet_normal_form,
)

# From the specifications: EIP-55, BIP-173, BIP-350, CashAddr, Bitcoin's wiki, XRP Ledger,
# Monero's and Tron's documentation.
EVM = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
BECH32_UPPER = "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"
BECH32M = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
CASHADDR = "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"
LEGACY = "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu"
RIPPLE = "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"
MONERO = "4" + "A" * 94


@pytest.mark.parametrize(
    ("address", "family", "state"),
    [
        (EVM, ChainFamily.EVM, "unknown"),
        (EVM[2:], ChainFamily.EVM, "unknown"),
        ("ab" * 32, ChainFamily.HEX, "unknown"),
        (BECH32_UPPER, ChainFamily.BECH32, "valid"),
        (BECH32_UPPER.lower(), ChainFamily.BECH32, "valid"),
        (BECH32_UPPER[:-1] + "5", ChainFamily.BECH32, "invalid"),
        (BECH32M, ChainFamily.BECH32, "valid"),
        (BECH32_UPPER.capitalize(), ChainFamily.UNKNOWN, "unknown"),
        (CASHADDR, ChainFamily.CASHADDR, "valid"),
        (CASHADDR.upper(), ChainFamily.CASHADDR, "valid"),
        (CASHADDR.removeprefix("bitcoincash:"), ChainFamily.CASHADDR, "valid"),
        (CASHADDR[:-1] + "q", ChainFamily.CASHADDR, "invalid"),
        (LEGACY, ChainFamily.BASE58, "valid"),
        (LEGACY.swapcase().replace("O", "o"), ChainFamily.UNKNOWN, "unknown"),
        (LEGACY[:-1] + "v", ChainFamily.BASE58, "invalid"),
        (RIPPLE, ChainFamily.BASE58, "valid"),
        (RIPPLE[:-1] + "i", ChainFamily.BASE58, "invalid"),
        (MONERO, ChainFamily.MONERO, "unknown"),
        ("So11111111111111111111111111111111111111112", ChainFamily.BASE58, "unknown"),
        ("", ChainFamily.UNKNOWN, "unknown"),
        ("not an address", ChainFamily.UNKNOWN, "unknown"),
    ],
)
def test_family_and_checksum(address: str, family: ChainFamily, state: str) -> None:
    assert (chain_family(address), checksum_state(address)) == (family, state)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (EVM, EVM.lower()),
        (EVM, "0X" + EVM[2:].upper()),
        (EVM, EVM[2:]),
        (EVM, f" ethereum:{EVM}?value=1 "),
        (BECH32_UPPER, BECH32_UPPER.lower()),
        (BECH32_UPPER, f"bitcoin:{BECH32_UPPER.lower()}"),
        (CASHADDR, CASHADDR.removeprefix("bitcoincash:")),
        (CASHADDR, CASHADDR.upper()),
        ("AB" * 32, "ab" * 32),
    ],
)
def test_one_address_written_two_ways(one: str, other: str) -> None:
    assert wallet_normal_form(one) == wallet_normal_form(other)


@given(st.text(alphabet=BASE58, min_size=26, max_size=34))
def test_base58_keeps_its_case(tail: str) -> None:
    address = "1" + tail
    if chain_family(address) is ChainFamily.BASE58:
        assert wallet_normal_form(address) == address


ADDRESSES = st.one_of(
    st.text(alphabet=st.characters()),
    st.text(alphabet=BASE58, max_size=120),
    st.text(alphabet=BECH32, max_size=120).map("bc1".__add__),
    st.text(alphabet=BECH32, max_size=120).map("bitcoincash:q".__add__),
    st.text(alphabet="0123456789abcdefABCDEFx", max_size=70),
    st.text(alphabet="bitcon:?=1 \n", max_size=30),
)


@given(ADDRESSES)
def test_never_raises_and_is_final(address: str) -> None:
    once = wallet_normal_form(address)
    assert wallet_normal_form(once) == once
    assert checksum_state(address) in ("valid", "invalid", "unknown")


@given(st.integers(0, len(LEGACY) - 1), st.sampled_from(BASE58))
def test_one_wrong_character_is_noticed(at: int, char: str) -> None:
    wrong = LEGACY[:at] + char + LEGACY[at + 1 :]
    assert (checksum_state(wrong) == "valid") == (wrong == LEGACY)
