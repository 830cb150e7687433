"""Signatures, hashes, sealed payloads and Merkle proofs.

Pure: takes bytes, gives bytes. Must never read a file, a clock or the network; where a key is
kept and when a checkpoint is due is the business of the floors above. The one impurity is
randomness from the operating system, for keys, salts and nonces.
"""
