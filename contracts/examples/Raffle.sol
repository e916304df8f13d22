// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {SeroInterface} from "../SeroInterface.sol";

/// @title A raffle
/// @notice Players buy a number with a hash of a secret, then show the secret. The secrets together draw the
/// winner, so neither a player nor a miner chooses it alone. Who does not show the secret loses the stake.
contract Raffle is SeroInterface {
    uint256 public immutable stake;
    uint256 public immutable commitEnds;
    uint256 public immutable revealEnds;

    address[] public players;
    mapping(address => bytes32) public commitment;
    address[] public revealed;
    bytes32 public mix;
    bool public drawn;

    event Joined(uint256 players);
    event Won(address winner, uint256 pot);

    constructor(uint256 stake_, uint256 commitBlocks, uint256 revealBlocks) {
        stake = stake_;
        commitEnds = block.number + commitBlocks;
        revealEnds = commitEnds + revealBlocks;
    }

    /// @notice Joins with `keccak256(abi.encode(secret, player))`; the call carries the stake.
    function join(bytes32 hash) external payable {
        address player = _msgSender();
        require(block.number <= commitEnds, "too late");
        require(msg.value == stake, "bring the stake");
        require(hash != 0 && commitment[player] == 0, "joined before");
        commitment[player] = hash;
        players.push(player);
        emit Joined(players.length);
    }

    /// @notice Shows the secret.
    function reveal(bytes32 secret) external {
        address player = _msgSender();
        require(block.number > commitEnds && block.number <= revealEnds, "not now");
        require(commitment[player] == keccak256(abi.encode(secret, player)), "another secret");
        commitment[player] = 0;
        revealed.push(player);
        mix = keccak256(abi.encode(mix, secret));
    }

    /// @notice Pays the pot. If nobody showed a secret, everybody gets the stake back by `refund`.
    function draw() external {
        require(block.number > revealEnds && !drawn && revealed.length > 0, "not now");
        drawn = true;
        address winner = revealed[uint256(mix) % revealed.length];
        uint256 pot = stake * players.length;
        require(sero_send_token(winner, "SERO", pot), "the pot cannot be paid");
        emit Won(winner, pot);
    }

    /// @notice The stake of a raffle in which nobody showed a secret.
    function refund() external {
        address player = _msgSender();
        require(block.number > revealEnds && revealed.length == 0 && commitment[player] != 0, "not now");
        commitment[player] = 0;
        require(sero_send_token(player, "SERO", stake), "the stake cannot be paid");
    }
}
