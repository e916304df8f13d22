// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Text as bytes. At 0x000000000000000000000000000000005e100000.
/// @notice Positions and lengths are in bytes; a text has at most 65536 of them. Letters are ASCII's.
/// @dev Use {SeroStrings}. Calls that are refused revert with `Error(string)`.
interface ISeroStrings {
    /// @notice Order of two texts, byte by byte: -1, 0 or 1.
    function compare(bytes calldata left, bytes calldata right) external view returns (int8 order);

    /// @notice Whether two texts are the same but for the case of ASCII letters.
    function equalIgnoringCase(bytes calldata left, bytes calldata right) external view returns (bool equal);

    /// @notice One text after the other.
    function concat(bytes calldata left, bytes calldata right) external view returns (bytes memory result);

    /// @notice The bytes from `start` to `end`, the one at `end` excluded.
    function slice(bytes calldata text, uint256 start, uint256 end) external view returns (bytes memory result);

    /// @notice Position of the first occurrence of `pattern` that begins at `start` or after.
    function find(bytes calldata text, bytes calldata pattern, uint256 start)
        external
        view
        returns (bool found, uint256 position);

    /// @notice Number of occurrences of `pattern` that do not overlap.
    function count(bytes calldata text, bytes calldata pattern) external view returns (uint256 number);

    /// @notice Puts `by` in the place of every occurrence of `pattern`.
    function replace(bytes calldata text, bytes calldata pattern, bytes calldata by)
        external
        view
        returns (bytes memory result);

    /// @notice Whether `text` begins with `beginning`.
    function startsWith(bytes calldata text, bytes calldata beginning) external view returns (bool result);

    /// @notice Whether `text` ends with `end`.
    function endsWith(bytes calldata text, bytes calldata end) external view returns (bool result);

    /// @notice The text with ASCII letters in upper case.
    function toUpper(bytes calldata text) external view returns (bytes memory result);

    /// @notice The text with ASCII letters in lower case.
    function toLower(bytes calldata text) external view returns (bytes memory result);

    /// @notice The text without ASCII white space at both ends.
    function trim(bytes calldata text) external view returns (bytes memory result);

    /// @notice Whether a text is UTF-8.
    function isUtf8(bytes calldata text) external view returns (bool result);

    /// @notice Number of code points of a UTF-8 text.
    function utf8Length(bytes calldata text) external view returns (uint256 number);

    /// @notice The number that decimal digits stand for.
    function parseUint(bytes calldata text) external view returns (uint256 number);

    /// @notice As `parseUint`, with `-` before a negative number.
    function parseInt(bytes calldata text) external view returns (int256 number);

    /// @notice A number in decimal.
    function formatUint(uint256 number) external view returns (bytes memory text);

    /// @notice A signed number in decimal.
    function formatInt(int256 number) external view returns (bytes memory text);

    /// @notice Bytes as `0x` and lower-case hexadecimal digits.
    function toHex(bytes calldata data) external view returns (bytes memory text);

    /// @notice The bytes of hexadecimal digits, with or without `0x`.
    function fromHex(bytes calldata text) external view returns (bytes memory data);
}

/// @title Natural numbers of up to 4096 bits. At 0x000000000000000000000000000000005E110000.
/// @notice A number is bytes, big endian. Arguments have at most 512 bytes and may have leading zeros; results have
/// none, and zero is the empty string.
/// @dev Use {SeroBignum}. Calls that are refused revert with `Error(string)`.
interface ISeroBignum {
    /// @notice Order of two numbers: -1, 0 or 1.
    function compare(bytes calldata a, bytes calldata b) external view returns (int8 order);

    /// @notice a + b.
    function add(bytes calldata a, bytes calldata b) external view returns (bytes memory sum);

    /// @notice a - b; reverts if it is negative.
    function sub(bytes calldata a, bytes calldata b) external view returns (bytes memory difference);

    /// @notice a * b, of up to 1024 bytes.
    function mul(bytes calldata a, bytes calldata b) external view returns (bytes memory product);

    /// @notice Quotient and remainder of a / b.
    function divRem(bytes calldata a, bytes calldata b)
        external
        view
        returns (bytes memory quotient, bytes memory remainder);

    /// @notice (a + b) mod m.
    function addMod(bytes calldata a, bytes calldata b, bytes calldata m) external view returns (bytes memory result);

    /// @notice (a * b) mod m.
    function mulMod(bytes calldata a, bytes calldata b, bytes calldata m) external view returns (bytes memory result);

    /// @notice base ^ exponent mod m.
    function modExp(bytes calldata base, bytes calldata exponent, bytes calldata m)
        external
        view
        returns (bytes memory result);

    /// @notice The x below m with a * x = 1 mod m; reverts if there is none.
    function modInv(bytes calldata a, bytes calldata m) external view returns (bytes memory result);

    /// @notice Greatest common divisor.
    function gcd(bytes calldata a, bytes calldata b) external view returns (bytes memory result);
}

/// @title RSA signatures (RFC 8017). At 0x000000000000000000000000000000005E120000.
/// @notice Keys of 2048 to 4096 bits with an odd exponent of 3 to 2^32-1; numbers are big endian without leading zeros.
/// A key that is none reverts, a signature that is wrong in any way gives false.
/// @dev Use {SeroRsa}. Calls that are refused revert with `Error(string)`.
interface ISeroRsa {
    /// @notice PKCS #1 v1.5 with SHA-256 (RS256).
    function verifyPkcs1Sha256(
        bytes calldata modulus,
        bytes calldata exponent,
        bytes calldata message,
        bytes calldata signature
    ) external view returns (bool valid);

    /// @notice PKCS #1 v1.5 with SHA-384 (RS384).
    function verifyPkcs1Sha384(
        bytes calldata modulus,
        bytes calldata exponent,
        bytes calldata message,
        bytes calldata signature
    ) external view returns (bool valid);

    /// @notice PKCS #1 v1.5 with SHA-512 (RS512).
    function verifyPkcs1Sha512(
        bytes calldata modulus,
        bytes calldata exponent,
        bytes calldata message,
        bytes calldata signature
    ) external view returns (bool valid);

    /// @notice PSS with SHA-256, MGF1 with SHA-256 (PS256 with a salt of 32 bytes).
    function verifyPssSha256(
        bytes calldata modulus,
        bytes calldata exponent,
        bytes calldata message,
        bytes calldata signature,
        uint256 saltLength
    ) external view returns (bool valid);
}

/// @title Matrices of fixed-point numbers. At 0x000000000000000000000000000000005e130000.
/// @notice An entry is a signed 64.64 number: the integer x stands for x / 2^64. Entries come row after row; a matrix has 1
/// to 16 rows and columns.
/// @dev Use {SeroMatrix}. Calls that are refused revert with `Error(string)`.
interface ISeroMatrix {
    /// @notice The product of a rows x inner and an inner x columns matrix.
    function multiply(
        uint256 rows,
        uint256 inner,
        uint256 columns,
        int128[] calldata left,
        int128[] calldata right
    ) external view returns (int128[] memory product);

    /// @notice The singular value decomposition A = U diag(S) V^T: U is rows x k, V is columns x k, k the smaller side.
    function svd(uint256 rows, uint256 columns, int128[] calldata entries)
        external
        view
        returns (int128[] memory u, int128[] memory s, int128[] memory v);
}

/// @title Groth16 proofs over BN254. At 0x000000000000000000000000000000005e140000.
/// @dev Use {SeroGroth16}. Calls that are refused revert with `Error(string)`.
interface ISeroGroth16 {
    /// @notice Whether a proof is valid for a verifying key and public inputs.
    /// @param verifyingKey compressed: alpha, beta, gamma, delta, number of the next points (8 bytes, little endian), a
    /// constant point and one for each input (SERO's encoding, which is that of arkworks)
    /// @param proof 128 bytes: A, B, C, compressed
    /// @param inputs the public inputs, at most 64, each below the field's order
    function verify(bytes calldata verifyingKey, bytes calldata proof, uint256[] calldata inputs)
        external
        view
        returns (bool valid);
}
