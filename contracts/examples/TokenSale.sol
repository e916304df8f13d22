// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {SeroInterface} from "../SeroInterface.sol";

/// @title A token that its contract sells
/// @notice Whoever pays SERO gets the token at a fixed price. Buyers are seen by the one-time address of their
/// call alone; what they do with the token afterwards is hidden.
contract TokenSale is SeroInterface {
    address public immutable owner;
    string public currency;
    /// @notice Base units of SERO for a base unit of the token.
    uint256 public immutable price;
    uint256 public sold;

    event Sold(address indexed buyer, uint256 amount);

    /// @param currency_ Name of the token. Registering it costs SERO: pay them with the deployment.
    /// @param supply Base units that are made now; there will never be more.
    /// @param price_ Base units of SERO for a base unit.
    constructor(string memory currency_, uint256 supply, uint256 price_) payable {
        require(price_ > 0, "the price is zero");
        owner = _msgSender();
        currency = currency_;
        price = price_;
        require(sero_issueToken(supply, currency_), "the name cannot be registered");
    }

    /// @notice Sells for the SERO that come with the call. What does not buy a whole base unit goes back.
    function buy() external payable {
        require(sero_msg_currency() == bytes32("SERO"), "pay in SERO");
        uint256 amount = msg.value / price;
        require(amount > 0, "too little for one");
        sold += amount;
        address buyer = _msgSender();
        require(sero_send_token(buyer, currency, amount), "the token cannot be paid");
        uint256 change = msg.value - amount * price;
        if (change > 0) require(sero_send_token(buyer, "SERO", change), "the change cannot be paid");
        emit Sold(buyer, amount);
    }

    /// @notice Takes tokens back at the price.
    function sell() external payable {
        require(sero_msg_currency() == _padded(currency), "bring the token");
        uint256 amount = sero_msg_amount();
        sold -= amount;
        require(sero_send_token(_msgSender(), "SERO", amount * price), "the SERO cannot be paid");
    }

    /// @notice What is left.
    function stock() external view returns (uint256) {
        return sero_balanceOf(currency);
    }

    function _padded(string memory name) private pure returns (bytes32 padded) {
        assembly {
            padded := mload(add(name, 32))
        }
    }
}
