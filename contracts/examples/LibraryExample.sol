// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {SeroBignum, SeroGroth16, SeroMatrix, SeroRsa, SeroStrings} from "../SeroLibrary.sol";

/// @title One use of each library.
/// @notice The tests of the chain deploy it.
contract LibraryExample {
    using SeroStrings for string;
    using SeroBignum for bytes;

    /// @notice The key whose signatures {announce} takes.
    bytes public modulus;

    /// @notice The last announcement.
    string public announcement;

    /// @param modulus_ modulus of an RSA key with the exponent 65537
    constructor(bytes memory modulus_) {
        modulus = modulus_;
    }

    /// @notice Splits `name=amount`, as in "Alice = 12".
    /// @param line the text
    /// @return name in lower case
    /// @return amount the number
    function parseLine(string memory line) external view returns (string memory name, uint256 amount) {
        (bool found, uint256 position) = line.find("=", 0);
        require(found, "no = in the line");
        name = line.slice(0, position).trim().toLower();
        amount = line.slice(position + 1, bytes(line).length).trim().parseUint();
    }

    /// @notice Keeps a text that the holder of the key signed (RS256).
    /// @param text the text
    /// @param signature the signature
    function announce(string memory text, bytes memory signature) external {
        require(SeroRsa.verifyPkcs1Sha256(modulus, hex"010001", bytes(text), signature), "wrong signature");
        announcement = text;
    }

    /// @notice n! as a number of any length.
    /// @param n a number
    /// @return result its factorial
    function factorial(uint256 n) external view returns (bytes memory result) {
        result = hex"01";
        for (uint256 i = 2; i <= n; i++) {
            result = result.mul(SeroBignum.fromUint(i));
        }
    }

    /// @notice The greatest singular value of a matrix: how far it can stretch a vector.
    /// @param rows its rows
    /// @param columns its columns
    /// @param entries its entries
    /// @return the value, 64.64
    function stretch(uint256 rows, uint256 columns, int128[] memory entries) external view returns (int128) {
        (, int128[] memory s,) = SeroMatrix.svd(rows, columns, entries);
        return s[0];
    }

    /// @notice Whether a proof is valid, `false` too where the key or an input is refused.
    /// @param verifyingKey the key
    /// @param proof the proof
    /// @param inputs its public inputs
    /// @return whether it is
    function isProven(bytes calldata verifyingKey, bytes calldata proof, uint256[] calldata inputs)
        external
        view
        returns (bool)
    {
        try SeroGroth16.PRECOMPILE.verify(verifyingKey, proof, inputs) returns (bool valid) {
            return valid;
        } catch {
            return false;
        }
    }
}
