// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {SeroInterface} from "../SeroInterface.sol";

/// @title Cats: tickets with data of their own
/// @notice Each cat is a ticket; its genes lie here, under the ticket's id. Whoever has the ticket has the cat,
/// and nobody sees who that is. Two cats that are brought one after the other have a kitten.
contract Cats is SeroInterface {
    string private constant CATEGORY = "CATS";

    struct Cat {
        bytes32 genes;
        bytes32 mother;
        bytes32 father;
        uint64 born;
        uint32 generation;
    }

    address public immutable breeder;
    uint256 public population;
    mapping(bytes32 => Cat) public cats;
    /// @notice The cat that waits, by who brought it.
    mapping(address => bytes32) public waiting;

    event Born(bytes32 indexed cat, bytes32 mother, bytes32 father);

    constructor() {
        breeder = _msgSender();
    }

    /// @notice A cat without parents, for `to`.
    function found(address to, bytes32 genes) external returns (bytes32) {
        require(_msgSender() == breeder, "only the breeder");
        return _bear(to, Cat(genes, 0, 0, uint64(block.number), 0));
    }

    /// @notice Brings a cat (the call carries its ticket). The second one of the same sender mates with the first;
    /// both go back, and their kitten with them.
    function mate() external payable {
        require(sero_msg_category() == bytes32(bytes(CATEGORY)), "bring a cat");
        bytes32 cat = sero_msg_ticket();
        address sender = _msgSender();
        bytes32 other = waiting[sender];
        if (other == 0) {
            waiting[sender] = cat;
            return;
        }
        delete waiting[sender];
        Cat storage mother = cats[other];
        Cat storage father = cats[cat];
        bytes32 mask = keccak256(abi.encode(other, cat, block.number));
        uint32 generation = mother.generation > father.generation ? mother.generation : father.generation;
        _bear(
            sender,
            Cat(
                (mother.genes & mask) | (father.genes & ~mask),
                other,
                cat,
                uint64(block.number),
                generation + 1
            )
        );
        require(sero_send_ticket(sender, CATEGORY, other), "the mother cannot go back");
        require(sero_send_ticket(sender, CATEGORY, cat), "the father cannot go back");
    }

    /// @notice Takes a waiting cat back.
    function fetch() external {
        bytes32 cat = waiting[_msgSender()];
        require(cat != 0, "no cat waits");
        delete waiting[_msgSender()];
        require(sero_send_ticket(_msgSender(), CATEGORY, cat), "the cat cannot go back");
    }

    function _bear(address to, Cat memory cat) private returns (bytes32 id) {
        // The data first: a receiver with code runs before sero_allotTicket returns.
        population += 1;
        id = keccak256(abi.encode(address(this), population));
        cats[id] = cat;
        require(sero_allotTicket(to, id, CATEGORY) == id, "the ticket cannot be made");
        emit Born(id, cat.mother, cat.father);
    }
}
