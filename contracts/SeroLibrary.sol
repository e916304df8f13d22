// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {
    ISeroBignum,
    ISeroGroth16,
    ISeroMatrix,
    ISeroRsa,
    ISeroStrings
} from "./SeroLibraryPrecompiles.sol";

/// @title Comparing and handling strings.
/// @notice Positions and lengths are in bytes; a text has at most 65536 of them. Letters are ASCII's: others stay as they
/// are.
/// @dev The functions call a precompile; they revert with `Error(string)` where it refuses its arguments.
library SeroStrings {
    /// @dev Where the precompile is.
    ISeroStrings internal constant PRECOMPILE = ISeroStrings(0x000000000000000000000000000000005e100000);

    /// @notice Whether two texts are the same.
    /// @param left a text
    /// @param right another
    /// @return whether they are
    function equal(string memory left, string memory right) internal pure returns (bool) {
        return keccak256(bytes(left)) == keccak256(bytes(right));
    }

    /// @notice Order of two texts, byte by byte; a beginning comes before the whole.
    /// @param left a text
    /// @param right another
    /// @return -1 if `left` comes first, 0 if they are the same, 1 if `right` comes first
    function compare(string memory left, string memory right) internal view returns (int8) {
        return PRECOMPILE.compare(bytes(left), bytes(right));
    }

    /// @notice Whether two texts are the same but for the case of ASCII letters.
    /// @param left a text
    /// @param right another
    /// @return whether they are
    function equalIgnoringCase(string memory left, string memory right) internal view returns (bool) {
        return PRECOMPILE.equalIgnoringCase(bytes(left), bytes(right));
    }

    /// @notice One text after the other.
    /// @param left the first
    /// @param right the second
    /// @return both
    function concat(string memory left, string memory right) internal view returns (string memory) {
        return string(PRECOMPILE.concat(bytes(left), bytes(right)));
    }

    /// @notice A part of a text. It may cut a UTF-8 sequence: positions are bytes.
    /// @param text the text
    /// @param start position of the first byte
    /// @param end position after the last byte, at most the length
    /// @return the part
    function slice(string memory text, uint256 start, uint256 end) internal view returns (string memory) {
        return string(PRECOMPILE.slice(bytes(text), start, end));
    }

    /// @notice Looks for the first occurrence of a pattern.
    /// @param text the text
    /// @param pattern what to look for, not empty
    /// @param start first position where it may begin, at most the length of the text
    /// @return found whether it occurs
    /// @return position where it begins
    function find(string memory text, string memory pattern, uint256 start)
        internal
        view
        returns (bool found, uint256 position)
    {
        return PRECOMPILE.find(bytes(text), bytes(pattern), start);
    }

    /// @notice Whether a pattern occurs in a text.
    /// @param text the text
    /// @param pattern what to look for, not empty
    /// @return found whether it occurs
    function contains(string memory text, string memory pattern) internal view returns (bool found) {
        (found,) = PRECOMPILE.find(bytes(text), bytes(pattern), 0);
    }

    /// @notice Number of occurrences that do not overlap, from the left.
    /// @param text the text
    /// @param pattern what to count, not empty
    /// @return the number
    function count(string memory text, string memory pattern) internal view returns (uint256) {
        return PRECOMPILE.count(bytes(text), bytes(pattern));
    }

    /// @notice Puts a text in the place of every occurrence that `count` counts.
    /// @param text the text
    /// @param pattern what to replace, not empty
    /// @param by what to put in its place
    /// @return the new text, of at most 65536 bytes
    function replace(string memory text, string memory pattern, string memory by)
        internal
        view
        returns (string memory)
    {
        return string(PRECOMPILE.replace(bytes(text), bytes(pattern), bytes(by)));
    }

    /// @notice Whether a text begins with another.
    /// @param text the text
    /// @param beginning the other
    /// @return whether it does
    function startsWith(string memory text, string memory beginning) internal view returns (bool) {
        return PRECOMPILE.startsWith(bytes(text), bytes(beginning));
    }

    /// @notice Whether a text ends with another.
    /// @param text the text
    /// @param end the other
    /// @return whether it does
    function endsWith(string memory text, string memory end) internal view returns (bool) {
        return PRECOMPILE.endsWith(bytes(text), bytes(end));
    }

    /// @notice The text with ASCII letters in upper case.
    /// @param text the text
    /// @return the new text
    function toUpper(string memory text) internal view returns (string memory) {
        return string(PRECOMPILE.toUpper(bytes(text)));
    }

    /// @notice The text with ASCII letters in lower case.
    /// @param text the text
    /// @return the new text
    function toLower(string memory text) internal view returns (string memory) {
        return string(PRECOMPILE.toLower(bytes(text)));
    }

    /// @notice The text without spaces, tabs, line feeds, form feeds and carriage returns at both ends.
    /// @param text the text
    /// @return the new text
    function trim(string memory text) internal view returns (string memory) {
        return string(PRECOMPILE.trim(bytes(text)));
    }

    /// @notice Whether a text is UTF-8.
    /// @param text the text
    /// @return whether it is
    function isUtf8(string memory text) internal view returns (bool) {
        return PRECOMPILE.isUtf8(bytes(text));
    }

    /// @notice Number of code points of a text, which must be UTF-8.
    /// @param text the text
    /// @return the number
    function utf8Length(string memory text) internal view returns (uint256) {
        return PRECOMPILE.utf8Length(bytes(text));
    }

    /// @notice The number that decimal digits stand for; nothing but digits, leading zeros are allowed.
    /// @param text the digits
    /// @return the number
    function parseUint(string memory text) internal view returns (uint256) {
        return PRECOMPILE.parseUint(bytes(text));
    }

    /// @notice As `parseUint`, with `-` before a negative number.
    /// @param text the digits
    /// @return the number
    function parseInt(string memory text) internal view returns (int256) {
        return PRECOMPILE.parseInt(bytes(text));
    }

    /// @notice A number in decimal.
    /// @param number the number
    /// @return its digits
    function formatUint(uint256 number) internal view returns (string memory) {
        return string(PRECOMPILE.formatUint(number));
    }

    /// @notice A signed number in decimal.
    /// @param number the number
    /// @return its digits, after `-` if it is negative
    function formatInt(int256 number) internal view returns (string memory) {
        return string(PRECOMPILE.formatInt(number));
    }

    /// @notice Bytes as `0x` and lower-case hexadecimal digits.
    /// @param data the bytes
    /// @return the digits
    function toHex(bytes memory data) internal view returns (string memory) {
        return string(PRECOMPILE.toHex(data));
    }

    /// @notice The bytes of hexadecimal digits, of either case, with or without `0x`.
    /// @param text the digits, an even number
    /// @return the bytes
    function fromHex(string memory text) internal view returns (bytes memory) {
        return PRECOMPILE.fromHex(bytes(text));
    }
}

/// @title Natural numbers of up to 4096 bits.
/// @notice A number is bytes, big endian. Arguments have at most 512 bytes and may have leading zeros; results have none,
/// and zero is the empty string, so equal numbers are equal strings.
/// @dev The functions call a precompile; they revert with `Error(string)` where it refuses its arguments. Their time
/// depends on the numbers, as everything on a chain is public.
library SeroBignum {
    /// @dev Where the precompile is.
    ISeroBignum internal constant PRECOMPILE = ISeroBignum(0x000000000000000000000000000000005E110000);

    /// @notice A `uint256` as such a number.
    /// @param number the number
    /// @return its 32 bytes
    function fromUint(uint256 number) internal pure returns (bytes memory) {
        return abi.encodePacked(number);
    }

    /// @notice A result as a `uint256`; reverts if it is larger.
    /// @param number the number
    /// @return result the same
    function toUint(bytes memory number) internal pure returns (uint256 result) {
        for (uint256 i = 0; i < number.length; i++) {
            require(result >> 248 == 0, "number is larger than uint256");
            result = (result << 8) | uint8(number[i]);
        }
    }

    /// @notice A result with leading zeros; reverts if it is longer.
    /// @param number the number
    /// @param length bytes it shall have
    /// @return padded the same number
    function pad(bytes memory number, uint256 length) internal pure returns (bytes memory padded) {
        require(number.length <= length, "number is longer than that");
        return bytes.concat(new bytes(length - number.length), number);
    }

    /// @notice Order of two numbers.
    /// @param a a number
    /// @param b another
    /// @return -1 if `a` is less, 0 if they are equal, 1 if `a` is greater
    function compare(bytes memory a, bytes memory b) internal view returns (int8) {
        return PRECOMPILE.compare(a, b);
    }

    /// @notice Sum.
    /// @param a a number
    /// @param b another
    /// @return a + b
    function add(bytes memory a, bytes memory b) internal view returns (bytes memory) {
        return PRECOMPILE.add(a, b);
    }

    /// @notice Difference; reverts if it is negative.
    /// @param a a number
    /// @param b another, not greater
    /// @return a - b
    function sub(bytes memory a, bytes memory b) internal view returns (bytes memory) {
        return PRECOMPILE.sub(a, b);
    }

    /// @notice Product; it can have up to 1024 bytes and is then too long as an argument.
    /// @param a a number
    /// @param b another
    /// @return a * b
    function mul(bytes memory a, bytes memory b) internal view returns (bytes memory) {
        return PRECOMPILE.mul(a, b);
    }

    /// @notice Division.
    /// @param a a number
    /// @param b another, not zero
    /// @return quotient a / b, rounded down
    /// @return remainder a - b * quotient
    function divRem(bytes memory a, bytes memory b)
        internal
        view
        returns (bytes memory quotient, bytes memory remainder)
    {
        return PRECOMPILE.divRem(a, b);
    }

    /// @notice Sum for a modulus.
    /// @param a a number
    /// @param b another
    /// @param m the modulus, not zero
    /// @return (a + b) mod m
    function addMod(bytes memory a, bytes memory b, bytes memory m) internal view returns (bytes memory) {
        return PRECOMPILE.addMod(a, b, m);
    }

    /// @notice Product for a modulus.
    /// @param a a number
    /// @param b another
    /// @param m the modulus, not zero
    /// @return (a * b) mod m
    function mulMod(bytes memory a, bytes memory b, bytes memory m) internal view returns (bytes memory) {
        return PRECOMPILE.mulMod(a, b, m);
    }

    /// @notice Power for a modulus. An even modulus costs several times as much as an odd one.
    /// @param base a number
    /// @param exponent another; 0 ^ 0 is 1
    /// @param m the modulus, not zero
    /// @return base ^ exponent mod m
    function modExp(bytes memory base, bytes memory exponent, bytes memory m) internal view returns (bytes memory) {
        return PRECOMPILE.modExp(base, exponent, m);
    }

    /// @notice Inverse for a modulus; reverts if there is none.
    /// @param a a number without a common divisor with `m`
    /// @param m the modulus, not zero and not one
    /// @return the x below m with a * x = 1 mod m
    function modInv(bytes memory a, bytes memory m) internal view returns (bytes memory) {
        return PRECOMPILE.modInv(a, m);
    }

    /// @notice Greatest common divisor.
    /// @param a a number
    /// @param b another
    /// @return gcd(a, b); that of a number and zero is the number
    function gcd(bytes memory a, bytes memory b) internal view returns (bytes memory) {
        return PRECOMPILE.gcd(a, b);
    }
}

/// @title RSA signatures (RFC 8017).
/// @notice Keys of 2048 to 4096 bits with an odd exponent of 3 to 2^32-1; both numbers big endian, without leading zeros (a
/// modulus out of a certificate has one to cut off). Messages have at most 65536 bytes.
/// @dev The functions call a precompile; they revert with `Error(string)` for a key that is none, and give false for
/// a signature that is wrong in any way. Who made the key, and how well, they cannot tell.
library SeroRsa {
    /// @dev Where the precompile is.
    ISeroRsa internal constant PRECOMPILE = ISeroRsa(0x000000000000000000000000000000005E120000);

    /// @notice PKCS #1 v1.5 with SHA-256: RS256 of JSON Web Tokens.
    /// @param modulus the key's modulus
    /// @param exponent the key's exponent, usually hex"010001"
    /// @param message what is signed (not its hash)
    /// @param signature the signature, as long as the modulus
    /// @return whether it is valid
    function verifyPkcs1Sha256(
        bytes memory modulus,
        bytes memory exponent,
        bytes memory message,
        bytes memory signature
    ) internal view returns (bool) {
        return PRECOMPILE.verifyPkcs1Sha256(modulus, exponent, message, signature);
    }

    /// @notice PKCS #1 v1.5 with SHA-384: RS384 of JSON Web Tokens.
    /// @param modulus the key's modulus
    /// @param exponent the key's exponent, usually hex"010001"
    /// @param message what is signed (not its hash)
    /// @param signature the signature, as long as the modulus
    /// @return whether it is valid
    function verifyPkcs1Sha384(
        bytes memory modulus,
        bytes memory exponent,
        bytes memory message,
        bytes memory signature
    ) internal view returns (bool) {
        return PRECOMPILE.verifyPkcs1Sha384(modulus, exponent, message, signature);
    }

    /// @notice PKCS #1 v1.5 with SHA-512: RS512 of JSON Web Tokens.
    /// @param modulus the key's modulus
    /// @param exponent the key's exponent, usually hex"010001"
    /// @param message what is signed (not its hash)
    /// @param signature the signature, as long as the modulus
    /// @return whether it is valid
    function verifyPkcs1Sha512(
        bytes memory modulus,
        bytes memory exponent,
        bytes memory message,
        bytes memory signature
    ) internal view returns (bool) {
        return PRECOMPILE.verifyPkcs1Sha512(modulus, exponent, message, signature);
    }

    /// @notice PSS with SHA-256 and MGF1 with SHA-256.
    /// @param modulus the key's modulus
    /// @param exponent the key's exponent, usually hex"010001"
    /// @param message what is signed (not its hash)
    /// @param signature the signature, as long as the modulus
    /// @param saltLength bytes of the salt; PS256 of JSON Web Tokens has 32
    /// @return whether it is valid
    function verifyPssSha256(
        bytes memory modulus,
        bytes memory exponent,
        bytes memory message,
        bytes memory signature,
        uint256 saltLength
    ) internal view returns (bool) {
        return PRECOMPILE.verifyPssSha256(modulus, exponent, message, signature, saltLength);
    }
}

/// @title Matrices of fixed-point numbers.
/// @notice An entry is a signed 64.64 number (as ABDKMath64x64 has them): the integer x stands for x / 2^64. Entries come
/// row after row; a matrix has 1 to 16 rows and columns.
/// @dev The functions call a precompile; they revert with `Error(string)` where it refuses its arguments.
library SeroMatrix {
    /// @dev Where the precompile is.
    ISeroMatrix internal constant PRECOMPILE = ISeroMatrix(0x000000000000000000000000000000005e130000);

    /// @notice The number one.
    int128 internal constant ONE = 1 << 64;

    /// @notice Product of two matrices; each entry is rounded once.
    /// @param rows rows of `left`
    /// @param inner columns of `left` and rows of `right`
    /// @param columns columns of `right`
    /// @param left the left matrix
    /// @param right the right matrix
    /// @return the product, rows x columns
    function multiply(uint256 rows, uint256 inner, uint256 columns, int128[] memory left, int128[] memory right)
        internal
        view
        returns (int128[] memory)
    {
        return PRECOMPILE.multiply(rows, inner, columns, left, right);
    }

    /// @notice Singular value decomposition A = U diag(S) V^T, with k the smaller of rows and columns. In each column of U
    /// the first of the greatest entries is positive.
    /// @param rows rows of A
    /// @param columns columns of A
    /// @param entries A
    /// @return u U, rows x k, its columns orthonormal
    /// @return s the k singular values, greatest first
    /// @return v V (not transposed), columns x k, its columns orthonormal
    function svd(uint256 rows, uint256 columns, int128[] memory entries)
        internal
        view
        returns (int128[] memory u, int128[] memory s, int128[] memory v)
    {
        return PRECOMPILE.svd(rows, columns, entries);
    }
}

/// @title Groth16 proofs over BN254.
/// @notice Keys and proofs are in the compressed encoding of arkworks, which SERO uses. A key whose gamma is the generator,
/// as snarkjs makes them, is refused: for these use the verifier contract that snarkjs exports.
/// @dev The function calls a precompile; it reverts with `Error(string)` for a key or inputs that are none, and gives false
/// for a proof that is wrong in any way.
library SeroGroth16 {
    /// @dev Where the precompile is.
    ISeroGroth16 internal constant PRECOMPILE = ISeroGroth16(0x000000000000000000000000000000005e140000);

    /// @notice Whether a proof is valid.
    /// @param verifyingKey the key, 232 bytes and 32 more for each of its points: one, and one for each input
    /// @param proof 128 bytes
    /// @param inputs the public inputs, at most 64, each below the order of BN254
    /// @return whether it is valid
    function verify(bytes memory verifyingKey, bytes memory proof, uint256[] memory inputs)
        internal
        view
        returns (bool)
    {
        return PRECOMPILE.verify(verifyingKey, proof, inputs);
    }
}
