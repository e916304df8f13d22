// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {SeroInterface} from "../SeroInterface.sol";

/// @title Handing goods over, leg by leg
/// @notice Each leg of a shipment is a package: its data (origin, temperature, price) is sealed and its key goes
/// from hand to hand. The contract has the package while the goods travel, and knows only hashes.
contract SupplyChain is SeroInterface {
    enum State {
        None,
        Offered,
        Accepted,
        Rejected
    }

    struct Leg {
        address from;
        address to;
        bytes32 papers;
        State state;
    }

    mapping(bytes32 => Leg) public legs;

    event Offered(bytes32 indexed package, address indexed from, address indexed to);
    event Accepted(bytes32 indexed package);
    event Rejected(bytes32 indexed package);

    /// @notice Offers a package that was handed to this contract to the next hand.
    /// @param papers Hash of the papers that go with the goods.
    function hand(bytes32 package, address to, bytes32 papers) external {
        require(legs[package].state == State.None, "on its way already");
        legs[package] = Leg(_msgSender(), to, papers, State.Offered);
        emit Offered(package, _msgSender(), to);
    }

    /// @notice The next hand shows the papers and gets the package, sealed as it is.
    function accept(bytes32 package, bytes calldata papers) external {
        Leg storage leg = legs[package];
        require(leg.state == State.Offered && _msgSender() == leg.to, "not for you");
        require(keccak256(papers) == leg.papers, "other papers");
        leg.state = State.Accepted;
        require(sero_transferPkg(package, leg.to), "the package is not here");
        emit Accepted(package);
    }

    /// @notice The next hand refuses: the package goes back.
    function reject(bytes32 package) external {
        Leg storage leg = legs[package];
        require(leg.state == State.Offered && _msgSender() == leg.to, "not for you");
        leg.state = State.Rejected;
        require(sero_transferPkg(package, leg.from), "the package is not here");
        emit Rejected(package);
    }
}
